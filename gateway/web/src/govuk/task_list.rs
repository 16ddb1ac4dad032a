//! The tasks of a long piece of work, with how far each is.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Attributes, Classes, Content, Tag};

/// Lists the tasks of a long piece of work.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/task_list.html")]
pub struct TaskList {
    /// The tasks.
    pub items: Vec<TaskListItem>,
    /// What the ids begin with: "task-list" if empty.
    pub id_prefix: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl TaskList {
    /// Gives what the ids of a task begin with, which are counted from 1.
    fn item_id(&self, index: usize) -> String {
        let prefix = if self.id_prefix.is_empty() { "task-list" } else { &self.id_prefix };
        format!("{prefix}-{index}")
    }
}

impl HtmlSafe for TaskList {}

/// Is a task of a [`TaskList`].
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct TaskListItem {
    /// What is to be done.
    pub title: TaskListTitle,
    /// What helps with it.
    pub hint: Option<TaskListHint>,
    /// How far it is.
    pub status: TaskListStatus,
    /// Where it is done; empty if it cannot be done yet.
    pub href: String,
    /// Further classes.
    pub classes: Classes,
}

impl TaskListItem {
    /// Makes a task of what is to be done, where, and how far it is.
    #[must_use]
    pub fn new(title: impl Into<Content>, href: impl Into<String>, status: TaskListStatus) -> Self {
        let title = TaskListTitle { text: title.into(), ..TaskListTitle::default() };
        Self { title, href: href.into(), status, ..Self::default() }
    }
}

/// Is what is to be done.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct TaskListTitle {
    /// What it says.
    pub text: Content,
    /// Further classes.
    pub classes: Classes,
}

/// Is what helps with a task.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct TaskListHint {
    /// What it says.
    pub text: Content,
}

/// Is how far a task is.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct TaskListStatus {
    /// The state as a tag, for what is still to do.
    pub tag: Option<Tag>,
    /// The state as words, if there is no tag: "Completed".
    pub text: Content,
    /// Further classes, such as `govuk-task-list__status--cannot-start-yet`.
    pub classes: Classes,
}

impl TaskListStatus {
    /// Makes a state of words.
    #[must_use]
    pub fn text(text: impl Into<Content>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Makes a state of a tag.
    #[must_use]
    pub fn tag(tag: Tag) -> Self {
        Self { tag: Some(tag), ..Self::default() }
    }
}
