//! What a reader can work out about what is hidden from them.
//!
//! A table with its totals is a circulation: the total runs from the last node to the first, from there through the total of
//! each row to its counts, through the counts to the columns, and through their totals to the last node; in a list the counts
//! run straight through. Every line that a reader may add up is a node, at which as much arrives as leaves. What they know is fixed;
//! the rest can be otherwise as far as it can be sent round another way. So the least and the most that a hidden count can be, by any
//! arithmetic with whatever is shown, are two maximal flows.

use super::table::{Place, Table};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What is hidden, as a network.
pub(super) struct Attack {
    arcs: Vec<Arc>,
    places: BTreeMap<Place, usize>,
    /// The arcs at each node.
    at: Vec<Vec<usize>>,
}

#[derive(Clone, Copy)]
struct Arc {
    from: usize,
    to: usize,
    /// How much less it may be: a reader knows of each hidden count whether there is anything.
    spare: u32,
}

const FIRST: usize = 0;
const LAST: usize = 1;

impl Attack {
    pub(super) fn on(table: &Table, hidden: &BTreeSet<Place>) -> Self {
        let [rows, columns] = table.categories();
        let index = |known: &BTreeSet<i32>, offset: usize| -> BTreeMap<i32, usize> {
            known.iter().enumerate().map(|(at, code)| (*code, at + offset)).collect()
        };
        let (row_nodes, column_nodes) = (index(rows, 2), index(columns, 2 + rows.len()));
        let ends = |place: Place| match (place.row, place.column) {
            (Some(row), Some(column)) => (row_nodes[&row], column_nodes[&column]),
            (Some(_), None) if columns.is_empty() => (FIRST, LAST),
            (Some(row), None) => (FIRST, row_nodes[&row]),
            (None, Some(column)) => (column_nodes[&column], LAST),
            (None, None) => (LAST, FIRST),
        };
        let mut at = vec![Vec::new(); 2 + rows.len() + columns.len()];
        let (mut arcs, mut places) = (Vec::new(), BTreeMap::new());
        for place in hidden {
            let (from, to) = ends(*place);
            at[from].push(arcs.len());
            at[to].push(arcs.len());
            places.insert(*place, arcs.len());
            arcs.push(Arc { from, to, spare: table.count(*place).saturating_sub(1) });
        }
        Self { arcs, places, at }
    }

    /// How many values besides its own what is hidden at a place can have, as far as a reader can tell; `enough` at most.
    pub(super) fn doubt(&self, place: Place, enough: u32) -> u32 {
        let Some(own) = self.places.get(&place) else { return 0 };
        let Arc { from, to, spare } = self.arcs[*own];
        let more = self.flow(to, from, *own, enough);
        let less = self.flow(from, to, *own, spare.min(enough - more));
        more + less
    }

    /// How much more can be sent from one node to another, without the arc `own`; `enough` at most.
    fn flow(&self, from: usize, to: usize, own: usize, enough: u32) -> u32 {
        let mut sent = vec![0_i64; self.arcs.len()];
        let mut flow = 0;
        while flow < enough {
            let Some(more) = self.way(from, to, own, &mut sent, enough - flow) else { break };
            flow += more;
        }
        flow
    }

    /// Sends something on one more way, the shortest.
    fn way(&self, from: usize, to: usize, own: usize, sent: &mut [i64], most: u32) -> Option<u32> {
        let mut came: Vec<Option<usize>> = vec![None; self.at.len()];
        let mut next = VecDeque::from([from]);
        let mut reached = false;
        while let Some(node) = next.pop_front().filter(|_| !reached) {
            for &arc in self.at[node].iter().filter(|arc| **arc != own) {
                let there = self.other_end(arc, node);
                if there != from && came[there].is_none() && self.room(arc, node, sent) > 0 {
                    came[there] = Some(arc);
                    reached |= there == to;
                    next.push_back(there);
                }
            }
        }
        let mut way = Vec::new();
        let mut node = to;
        while node != from {
            let arc = came[node]?;
            node = self.other_end(arc, node);
            way.push((arc, node));
        }
        let least = way.iter().map(|(arc, node)| self.room(*arc, *node, sent)).min()?;
        let more = least.min(i64::from(most));
        for (arc, node) in way {
            sent[arc] += if self.arcs[arc].from == node { more } else { -more };
        }
        u32::try_from(more).ok()
    }

    fn other_end(&self, arc: usize, node: usize) -> usize {
        let Arc { from, to, .. } = self.arcs[arc];
        if from == node { to } else { from }
    }

    /// How much can be sent through an arc from one of its ends: any amount along it, against it what can be spared.
    fn room(&self, arc: usize, node: usize, sent: &[i64]) -> i64 {
        if self.arcs[arc].from == node {
            i64::from(u32::MAX)
        } else {
            i64::from(self.arcs[arc].spare) + sent[arc]
        }
    }
}
