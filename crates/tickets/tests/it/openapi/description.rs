//! A vendor's description, cut down to our calls: tests/openapi/README.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::server::Asked;

/// A description and where it is.
pub(super) struct Description {
    name: String,
    pub(super) path: PathBuf,
    json: Value,
}

impl Description {
    pub(super) fn read(name: &str) -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/openapi");
        let path = PathBuf::from(format!("{folder}/{name}.json"));
        let json = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        Self {
            name: name.to_owned(),
            path,
            json,
        }
    }

    /// An example of the vendor's, by name.
    pub(super) fn example(&self, name: &str) -> Value {
        let value = &self.json["components"]["examples"][name]["value"];
        assert!(value.is_object(), "{} has no example {name}", self.name);
        value.clone()
    }

    /// Every call: method, path, and the names of what may stand in a query.
    pub(super) fn calls(&self) -> impl Iterator<Item = (String, &str, BTreeSet<&str>)> {
        let paths = self.json["paths"].as_object().unwrap().iter();
        paths.flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(|(method, call)| {
                (
                    method.to_uppercase(),
                    path.as_str(),
                    self.queries(&call["parameters"]),
                )
            })
        })
    }

    fn queries<'a>(&'a self, parameters: &'a Value) -> BTreeSet<&'a str> {
        let all = parameters.as_array().into_iter().flatten();
        let all = all.map(|it| match it["$ref"].as_str() {
            Some(to) => self.json.pointer(to.strip_prefix('#').unwrap()).unwrap(),
            None => it,
        });
        let queries = all.filter(|it| it["in"] == "query");
        queries.map(|it| it["name"].as_str().unwrap()).collect()
    }

    /// The status that says that a call went well.
    pub(super) fn status(&self, method: &str, path: &str) -> u16 {
        let paths = self.json["paths"].as_object().unwrap();
        let (_, methods) = paths.iter().find(|it| fits(it.0, path)).unwrap();
        let answers = &methods[method.to_lowercase()]["responses"];
        let (status, _) = answers.as_object().unwrap().iter().next().unwrap();
        status.parse().unwrap()
    }

    /// Holds requests against the description: each is a call that it has, and each of its calls happened.
    pub(super) fn has(&self, asked: &[Asked]) {
        let mut left: BTreeSet<_> = self.calls().map(|it| (it.0, it.1)).collect();
        for request in asked {
            let call = self
                .calls()
                .find(|it| it.0 == request.method && fits(it.1, &request.path));
            let Some((method, path, queries)) = call else {
                panic!("{} has no {} {}", self.name, request.method, request.path);
            };
            // prism lets through what it does not know.
            for (name, _) in &request.query {
                assert!(
                    queries.contains(name.as_str()),
                    "{method} {path} has no {name}"
                );
            }
            left.remove(&(method, path));
        }
        assert!(left.is_empty(), "never called: {left:?}");
    }
}

/// Whether a path is one of a template's, as `/issues/{number}`.
fn fits(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(part), Some(it)) if part == it || (part.starts_with('{') && !it.is_empty()) => {}
            _ => return false,
        }
    }
}
