//! What an export says, read back from either of its formats.

use crate::export::answer::Status;
use serde_json::Value as Json;

/// What a format says: of each field whether it is answered, and with what, in order.
pub(super) type Said = Vec<(String, Option<&'static str>, Vec<String>)>;

pub(super) fn said_by_json(json: &Json) -> Said {
    let parts = json["parts"].as_array().unwrap().iter().flat_map(|part| part["answers"].as_array().unwrap());
    let answers = json["record"].as_array().unwrap().iter().chain(parts);
    let mut said = Said::new();
    for answer in answers {
        say(answer, &mut said);
    }
    said
}

fn say(answer: &Json, said: &mut Said) {
    let text = |json: &Json| json.as_str().unwrap().to_owned();
    let open = match answer["status"].as_str().unwrap() {
        "ANSWERED" => None,
        "NOT_YET_KNOWN" => Some("Not yet known"),
        "BLANK" => Some("Not answered"),
        status => panic!("{status}"),
    };
    let values = answer["values"].as_array().unwrap().iter().map(|value| text(&value["text"])).collect();
    said.push((text(&answer["field"]), open, values));
    let rows = answer["rows"].as_array().into_iter().flatten();
    for cell in rows.flat_map(|row| row["answers"].as_array().unwrap()) {
        say(cell, said);
    }
}

pub(super) fn said_by_html(html: &str) -> Said {
    let main = html.split_once("<main>").unwrap().1.split_once("</main>").unwrap().0;
    let fields = main.split(" id=\"").skip(1).map(|chunk| chunk.split_once('"').unwrap());
    let fields = fields.filter(|(id, _)| *id != "record" && !id.starts_with("part-"));
    let said = fields.map(|(field, chunk)| {
        let within = |open: &'static str, close: &'static str| {
            chunk.split(open).skip(1).filter_map(move |piece| Some(piece.split_once(close)?.0))
        };
        let (mut open, values) = (None, within("<dd>", "</dd>").chain(within("<p>", "</p>")));
        let values = values.filter(|value| !value.contains("<span class=\"open\">"));
        for status in [Status::NotYetKnown, Status::Blank] {
            let shown =
                status.open().filter(|text| chunk.contains(&format!("<span class=\"open\">{text}</span>")));
            open = open.or(shown);
        }
        (field.to_owned(), open, values.map(plain).collect())
    });
    said.collect()
}

/// The text of a piece of HTML: without its tags, and without escapes.
fn plain(html: &str) -> String {
    let text = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    let escapes = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    escapes.iter().fold(text.collect::<String>(), |text, (escape, character)| text.replace(escape, character))
}
