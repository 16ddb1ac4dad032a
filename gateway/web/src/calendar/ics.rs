//! What is due, as RFC 5545 has it: whole days, with the title of each duty and nothing else.

use contracts::commitments::FeedEntry;
use jiff::{Timestamp, tz::TimeZone};

/// The longest line, in bytes, without its end (section 3.1).
const LONGEST: usize = 75;

/// Renders a calendar.
pub(super) fn render(entries: &[FeedEntry], now: Timestamp) -> String {
    let stamp = now.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut lines: Vec<String> =
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Concordat//Calendar//EN"].map(str::to_owned).into();
    for FeedEntry { uid, title, due_day } in entries {
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@concordat", escaped(uid)),
            format!("DTSTAMP:{stamp}"),
            format!("DTSTART;VALUE=DATE:{}", due_day.replace('-', "")),
            format!("SUMMARY:{}", escaped(title)),
            "TRANSP:TRANSPARENT".to_owned(),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// A text in which nothing ends it (section 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            // No other control character has a place in a text.
            character if character.is_control() => {}
            character => escaped.push(character),
        }
    }
    escaped
}

/// A line with its end, broken where it would be too long, and never inside a character.
fn folded(line: &str) -> String {
    let (mut folded, mut length) = (String::new(), 0);
    for character in line.chars() {
        if length + character.len_utf8() > LONGEST {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(character);
        length += character.len_utf8();
    }
    folded + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::{escaped, folded, render};
    use contracts::commitments::FeedEntry;

    #[test]
    fn an_entry_is_a_whole_day_with_a_title() {
        let entry = FeedEntry {
            uid: "CAL-12-2026-01-01".to_owned(),
            title: "Return on breaches".to_owned(),
            due_day: "2026-04-16".to_owned(),
        };
        let now = "2026-04-01T10:20:30.5+01:00".parse().unwrap();
        let expected = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Concordat//Calendar//EN",
            "BEGIN:VEVENT",
            "UID:CAL-12-2026-01-01@concordat",
            "DTSTAMP:20260401T092030Z",
            "DTSTART;VALUE=DATE:20260416",
            "SUMMARY:Return on breaches",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ];
        assert_eq!(render(&[entry], now), expected.join("\r\n"));
    }

    #[test]
    fn what_would_end_a_text_is_escaped() {
        assert_eq!(escaped("a, b; c\\d\ne\rf\tg"), "a\\, b\\; c\\\\d\\nefg");
        assert_eq!(escaped("END:VEVENT\r\nBEGIN:VEVENT"), "END:VEVENT\\nBEGIN:VEVENT");
    }

    #[test]
    fn a_long_line_is_broken_at_75_bytes_and_never_inside_a_character() {
        assert_eq!(folded(&"a".repeat(75)), "a".repeat(75) + "\r\n");
        assert_eq!(folded(&"a".repeat(76)), "a".repeat(75) + "\r\n a\r\n");
        assert_eq!(folded(&"a".repeat(150)), "a".repeat(75) + "\r\n " + &"a".repeat(74) + "\r\n a\r\n");
        assert_eq!(folded(&("a".repeat(74) + "é")), "a".repeat(74) + "\r\n é\r\n");
        let long = "é".repeat(200);
        let lines = folded(&long);
        assert!(lines.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(lines.replace("\r\n ", "").trim_end(), long);
    }
}
