//! ServiceNow's Table API.

use serde_json::{Value, json};

use super::{Person, Seen};
use crate::server::{Asked, Play, Said};

#[derive(Default)]
pub(crate) struct ServiceNowPlay {
    records: Vec<Value>,
    comments: Vec<Vec<String>>,
}

impl Play for ServiceNowPlay {
    fn answer(&mut self, asked: &Asked) -> Said {
        let Some(rest) = asked.path.strip_prefix("/api/now/table/incident") else {
            return Said::json(
                400,
                &json!({ "error": { "message": "Invalid table", "detail": null }, "status": "failure" }),
            );
        };
        match (asked.method.as_str(), rest) {
            ("GET", "") => self.list(asked),
            ("POST", "") => {
                let number = self.records.len() + 1;
                let mut record = asked.body.clone();
                // A record has all columns of its table.
                for column in ["work_notes", "close_code", "close_notes"] {
                    record[column] = json!("");
                }
                record["sys_id"] = json!(format!("{number}"));
                record["number"] = json!(format!("INC{number:07}"));
                record["state"] = json!("1");
                self.records.push(record.clone());
                self.comments.push(Vec::new());
                Said::json(201, &json!({ "result": shown(&record, asked) }))
            }
            ("PATCH", id) => {
                let at = id[1..].parse::<usize>().unwrap() - 1;
                for (name, value) in asked.body.as_object().unwrap() {
                    if name == "work_notes" {
                        self.comments[at].push(value.as_str().unwrap().to_owned());
                    } else {
                        self.records[at][name] = value.clone();
                    }
                }
                Said::json(200, &json!({ "result": shown(&self.records[at], asked) }))
            }
            _ => Said::json(404, &json!({ "error": { "message": "No Record found" } })),
        }
    }
}

impl ServiceNowPlay {
    fn list(&self, asked: &Asked) -> Said {
        let query = asked.query("sysparm_query").unwrap();
        let condition = query.split('^').next().unwrap();
        let offset: usize = asked.query("sysparm_offset").unwrap().parse().unwrap();
        let limit: usize = asked.query("sysparm_limit").unwrap().parse().unwrap();
        let found = self.records.iter().filter(|it| {
            let id = it["correlation_id"].as_str().unwrap();
            match condition.split_once("STARTSWITH") {
                Some((_, start)) => id.starts_with(start),
                None => condition == format!("correlation_id={id}"),
            }
        });
        let found: Vec<_> = found.collect();
        let page = found.iter().skip(offset).take(limit);
        let page: Vec<_> = page.map(|it| shown(it, asked)).collect();
        Said::json(200, &json!({ "result": page })).with("x-total-count", &found.len().to_string())
    }
}

/// A record, with what people see beside each value when that was asked for.
fn shown(record: &Value, asked: &Asked) -> Value {
    let mut record = record.clone();
    if asked.query("sysparm_display_value") == Some("all") {
        for value in record.as_object_mut().unwrap().values_mut() {
            *value = json!({ "value": value, "display_value": value });
        }
    }
    record
}

impl Person for ServiceNowPlay {
    fn see(&self) -> Vec<Seen> {
        let pairs = self.records.iter().zip(&self.comments);
        let seen = pairs.map(|(record, comments)| Seen {
            title: record["short_description"].as_str().unwrap().to_owned(),
            body: record["description"].as_str().unwrap().to_owned(),
            open: record["state"] == "1",
            comments: comments.clone(),
        });
        seen.collect()
    }

    fn close(&mut self, index: usize) {
        self.records[index]["state"] = json!("7");
    }
}
