//! Jira's issues, in Cloud by version 3 and in Data Center by version 2.

use serde_json::{Value, json};

use super::{Person, Seen};
use crate::server::{Asked, Play, Said};

#[derive(Default)]
pub(crate) struct JiraPlay {
    pub(crate) issues: Vec<Value>,
    comments: Vec<Vec<String>>,
}

impl Play for JiraPlay {
    fn answer(&mut self, asked: &Asked) -> Said {
        let rest = asked.path.strip_prefix("/rest/api/").unwrap_or("?");
        let (version, rest) = rest.split_once('/').unwrap();
        let rest: Vec<&str> = rest.split('/').collect();
        // A text is a document in the one and text in the other.
        let fields = &asked.body["fields"]["description"];
        let texts = [fields, &asked.body["body"]];
        assert!(
            texts
                .iter()
                .all(|it| it.is_null() || it.is_string() == (version == "2"))
        );
        match (asked.method.as_str(), rest.as_slice()) {
            ("POST", ["search", "jql"]) if version == "3" => self.search(&asked.body),
            ("POST", ["search"]) if version == "2" => self.search_by_number(&asked.body),
            ("POST", ["issue"]) => {
                let key = format!("PAY-{}", self.issues.len() + 1);
                let mut issue =
                    json!({ "key": key, "fields": asked.body["fields"], "properties": {} });
                issue["fields"]["status"] = status("To Do");
                put_properties(&mut issue, &asked.body);
                self.issues.push(issue);
                self.comments.push(Vec::new());
                let own = format!("https://acme.test/rest/api/3/issue/{key}");
                Said::json(201, &json!({ "id": "1", "key": key, "self": own }))
            }
            ("PUT", ["issue", key]) => {
                let issue = &mut self.issues[at(key)];
                if let Some(fields) = asked.body["fields"].as_object() {
                    for (name, value) in fields {
                        issue["fields"][name] = value.clone();
                    }
                }
                put_properties(issue, &asked.body);
                Said::text(204, "")
            }
            ("POST", ["issue", key, "comment"]) => {
                self.comments[at(key)].push(words(&asked.body["body"]));
                Said::json(201, &json!({ "id": "1" }))
            }
            ("GET", ["issue", _, "transitions"]) => Said::json(
                200,
                &json!({ "transitions": [
                    { "id": "11", "name": "Back", "to": status("To Do") },
                    { "id": "31", "name": "Finish", "to": status("Done") },
                ]}),
            ),
            ("POST", ["issue", key, "transitions"]) => {
                let name = if asked.body["transition"]["id"] == "31" {
                    "Done"
                } else {
                    "To Do"
                };
                self.issues[at(key)]["fields"]["status"] = status(name);
                Said::text(204, "")
            }
            _ => Said::json(404, &json!({ "errorMessages": ["Not Found"] })),
        }
    }
}

impl JiraPlay {
    fn found(&self, body: &Value) -> Vec<&Value> {
        let jql = body["jql"].as_str().unwrap();
        let label = jql.split("labels = \"").nth(1).unwrap();
        let label = json!(label.split('"').next().unwrap());
        let found = self.issues.iter();
        let found = found.filter(|it| it["fields"]["labels"].as_array().unwrap().contains(&label));
        found.collect()
    }

    /// Two a page, whatever was asked for.
    fn search_by_number(&self, body: &Value) -> Said {
        let all = self.found(body);
        let from = usize::try_from(body["startAt"].as_u64().unwrap()).unwrap();
        let mut shown: Vec<Value> = all
            .iter()
            .skip(from)
            .take(2)
            .map(|&it| it.clone())
            .collect();
        for issue in &mut shown {
            // It does not give them.
            issue.as_object_mut().unwrap().remove("properties");
        }
        let page = json!({ "startAt": from, "maxResults": 2, "total": all.len(), "issues": shown });
        Said::json(200, &page)
    }

    /// Two a page, so that there are pages.
    fn search(&self, body: &Value) -> Said {
        let from: usize = body["nextPageToken"]
            .as_str()
            .map_or(0, |it| it.parse().unwrap());
        let found: Vec<_> = self.found(body).into_iter().skip(from).collect();
        let mut page = json!({ "issues": found.iter().take(2).collect::<Vec<_>>() });
        if found.len() > 2 {
            page["nextPageToken"] = json!((from + 2).to_string());
        }
        Said::json(200, &page)
    }
}

fn at(key: &str) -> usize {
    key.strip_prefix("PAY-").unwrap().parse::<usize>().unwrap() - 1
}

fn status(name: &str) -> Value {
    let category = if name == "Done" { "done" } else { "new" };
    json!({ "name": name, "statusCategory": { "key": category } })
}

fn put_properties(issue: &mut Value, body: &Value) {
    for property in body["properties"].as_array().into_iter().flatten() {
        let name = property["key"].as_str().unwrap();
        issue["properties"][name] = property["value"].clone();
    }
}

/// The words of a document, in order, or a text.
fn words(node: &Value) -> String {
    if let Some(text) = node.as_str() {
        return text.to_owned();
    }
    if let Some(text) = node["text"].as_str() {
        return text.to_owned();
    }
    let content = node["content"].as_array().into_iter().flatten();
    content.map(words).collect()
}

impl Person for JiraPlay {
    fn see(&self) -> Vec<Seen> {
        let pairs = self.issues.iter().zip(&self.comments);
        let seen = pairs.map(|(issue, comments)| Seen {
            title: issue["fields"]["summary"].as_str().unwrap().to_owned(),
            body: words(&issue["fields"]["description"]),
            open: issue["fields"]["status"]["name"] != "Done",
            comments: comments.clone(),
        });
        seen.collect()
    }

    fn close(&mut self, index: usize) {
        self.issues[index]["fields"]["status"] = status("Done");
    }
}
