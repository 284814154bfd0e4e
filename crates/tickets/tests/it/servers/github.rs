//! GitHub's issues.

use serde_json::{Value, json};

use super::{Person, Seen};
use crate::server::{Asked, Play, Said};

#[derive(Default)]
pub(crate) struct GitHubPlay {
    pub(crate) issues: Vec<Value>,
    comments: Vec<Vec<String>>,
    /// What an answer holds beside what we ask for; nothing unless a test says so.
    issue: Value,
    /// The same of a comment.
    comment: Value,
}

const ROOT: &str = "/repos/acme/security/issues";

impl Play for GitHubPlay {
    fn answer(&mut self, asked: &Asked) -> Said {
        let rest = asked.path.strip_prefix(ROOT).unwrap_or("?");
        let rest: Vec<&str> = rest.split('/').filter(|it| !it.is_empty()).collect();
        match (asked.method.as_str(), rest.as_slice()) {
            ("GET", []) => self.list(asked),
            ("POST", []) => {
                let mut issue = asked.body.clone();
                issue["number"] = json!(self.issues.len() + 1);
                issue["state"] = json!("open");
                self.issues.push(issue.clone());
                self.comments.push(Vec::new());
                Said::json(201, &over(&self.issue, &issue))
            }
            ("POST", [number, "comments"]) => {
                let at = number.parse::<usize>().unwrap() - 1;
                let body = asked.body["body"].as_str().unwrap().to_owned();
                self.comments[at].push(body);
                Said::json(201, &over(&self.comment, &asked.body))
            }
            ("PATCH", [number]) => {
                let at = number.parse::<usize>().unwrap() - 1;
                for (name, value) in asked.body.as_object().unwrap() {
                    self.issues[at][name] = value.clone();
                }
                Said::json(200, &over(&self.issue, &self.issues[at]))
            }
            _ => Said::json(404, &json!({ "message": "Not Found" })),
        }
    }
}

impl GitHubPlay {
    /// One whose answers hold what these hold, too.
    pub(crate) fn over(issue: Value, comment: Value) -> Self {
        Self {
            issue,
            comment,
            ..Self::default()
        }
    }

    /// Room for the comments of issues that were put in by hand.
    pub(crate) fn add_comments(&mut self) {
        self.comments.resize(self.issues.len(), Vec::new());
    }

    /// Two a page, so that there are pages.
    fn list(&self, asked: &Asked) -> Said {
        assert_eq!(asked.query("state"), Some("all"));
        let label = json!(asked.query("labels").unwrap());
        let mut found: Vec<&Value> = self.issues.iter().collect();
        found.retain(|it| it["labels"].as_array().unwrap().contains(&label));
        if asked.query("direction") == Some("desc") {
            found.reverse();
        }
        let page: usize = asked.query("page").unwrap().parse().unwrap();
        let shown = found.iter().skip((page - 1) * 2).take(2);
        let shown: Vec<_> = shown.map(|it| over(&self.issue, it)).collect();
        let said = Said::json(200, &json!(shown));
        if found.len() > page * 2 {
            // Elsewhere: whoever followed it would give the token away.
            return said.with("link", "<http://192.0.2.1/?page=2>; rel=\"next\"");
        }
        said
    }
}

/// The fields of one object over those of another, which is no pull request.
fn over(below: &Value, above: &Value) -> Value {
    let mut all = below.as_object().cloned().unwrap_or_default();
    all.remove("pull_request");
    all.extend(above.as_object().unwrap().clone());
    all.into()
}

impl Person for GitHubPlay {
    fn see(&self) -> Vec<Seen> {
        let pairs = self.issues.iter().zip(&self.comments);
        let seen = pairs.map(|(issue, comments)| Seen {
            title: issue["title"].as_str().unwrap().to_owned(),
            body: issue["body"].as_str().unwrap().to_owned(),
            open: issue["state"] == "open",
            comments: comments.clone(),
        });
        seen.collect()
    }

    fn close(&mut self, index: usize) {
        self.issues[index]["state"] = json!("closed");
    }
}
