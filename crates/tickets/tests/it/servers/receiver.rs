//! Something that speaks `bartizan.tickets/1`.

use serde_json::{Value, json};

use super::{Person, Seen};
use crate::server::{Asked, Play, Said};

#[derive(Default)]
pub(crate) struct ReceiverPlay {
    tickets: Vec<Value>,
    comments: Vec<Vec<String>>,
}

impl Play for ReceiverPlay {
    fn answer(&mut self, asked: &Asked) -> Said {
        if asked.method == "GET" {
            // Two a page, so that there are pages.
            let from: usize = asked.query("page").map_or(0, |it| it.parse().unwrap());
            let next = (self.tickets.len() > from + 2).then(|| (from + 2).to_string());
            let tickets: Vec<_> = self.tickets.iter().skip(from).take(2).collect();
            return Said::json(200, &json!({ "tickets": tickets, "next": next }));
        }
        let body = &asked.body;
        assert_eq!(body["format"], "bartizan.tickets/1");
        let at = match body["action"].as_str().unwrap() {
            "create" => {
                let id = self.tickets.len().to_string();
                self.tickets.push(json!({ "id": id, "open": true }));
                self.comments.push(Vec::new());
                self.tickets.len() - 1
            }
            _ => body["id"].as_str().unwrap().parse().unwrap(),
        };
        let ticket = &mut self.tickets[at];
        ticket["marker"] = body["marker"].clone();
        if body["ticket"].is_object() {
            ticket["ticket"] = body["ticket"].clone();
        }
        if body["open"].is_boolean() {
            ticket["open"] = body["open"].clone();
        }
        if let Some(comment) = body["comment"]["text"].as_str() {
            self.comments[at].push(comment.to_owned());
        }
        Said::json(200, &json!({ "id": at.to_string() }))
    }
}

impl Person for ReceiverPlay {
    fn see(&self) -> Vec<Seen> {
        let pairs = self.tickets.iter().zip(&self.comments);
        let seen = pairs.map(|(ticket, comments)| Seen {
            title: ticket["ticket"]["title"].as_str().unwrap().to_owned(),
            body: ticket["ticket"]["body"]["text"]
                .as_str()
                .unwrap()
                .to_owned(),
            open: ticket["open"] == true,
            comments: comments.clone(),
        });
        seen.collect()
    }

    fn close(&mut self, index: usize) {
        self.tickets[index]["open"] = json!(false);
    }
}
