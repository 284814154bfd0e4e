//! What a rule's Rego uses of its input, found in the syntax tree.

use std::ops::Range;

use serde_json::Value;

use crate::depth;

/// A part of the input that a rule uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    /// `resource`, `facts` or `params`.
    pub(crate) root: Root,
    /// The attribute, the fact or the parameter.
    pub(crate) name: String,
    /// Where the name stands.
    pub(crate) span: Range<usize>,
}

/// The parts of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Root {
    Resource,
    Facts,
    Params,
}

/// What the syntax tree of a rule tells.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) uses: Vec<Use>,
    /// Where `input` is used without naming what is read.
    pub(crate) opaque: Vec<Range<usize>>,
    /// Where `data` is used.
    pub(crate) data: Vec<Range<usize>>,
    /// Where `sprintf` is called with a width, or with a format that is not written there.
    pub(crate) formats: Vec<Range<usize>>,
    /// How many calls and loops nest at most.
    pub(crate) depth: usize,
    /// Where a plain name is assigned to: from its start to its end.
    pub(crate) assigned: Vec<Range<usize>>,
    /// Where an `else` stands.
    pub(crate) elses: Vec<Range<usize>>,
    /// Where the package is named.
    pub(crate) package: Range<usize>,
    /// Whether there is a `violation` set, and nothing else of that name.
    pub(crate) violation: bool,
}

impl Tree {
    /// Reads the tree of the one policy that an engine holds, as regorus writes it in JSON.
    pub(crate) fn read(json: &str) -> Option<Self> {
        let whole: Value = serde_json::from_str(json).ok()?;
        let module = whole.get(0)?.get("ast")?;
        let rules = module.get("rules")?.as_array()?;
        let mut tree = Self {
            package: span(module.get("package")?).unwrap_or(0..0),
            depth: depth::of(rules),
            ..Self::default()
        };
        let heads: Vec<bool> = rules.iter().filter_map(violation_head).collect();
        tree.violation = !heads.is_empty() && heads.iter().all(|is_set| *is_set);
        for part in [module.get("imports"), module.get("rules")]
            .into_iter()
            .flatten()
        {
            tree.visit(part);
        }
        Some(tree)
    }

    fn visit(&mut self, node: &Value) {
        match node {
            Value::Array(items) => items.iter().for_each(|item| self.visit(item)),
            Value::Object(fields) => {
                if let Some(chain) = Chain::of(node) {
                    return self.chain(&chain);
                }
                if node.get("is_else") == Some(&Value::Bool(true)) {
                    self.elses.push(span(node).unwrap_or(0..0));
                }
                if let Some(name) = node.get("AssignExpr").and_then(assigned_name) {
                    self.assigned.push(name);
                }
                if let Some(call) = node.get("Call") {
                    self.call(call);
                }
                fields.values().for_each(|field| self.visit(field));
            }
            _ => {}
        }
    }

    fn call(&mut self, call: &Value) {
        let name = call
            .get("fcn")
            .and_then(|it| it.get("Var")?.get("value")?.as_str());
        if name != Some("sprintf") {
            return;
        }
        let format = call.get("params").and_then(|params| params.get(0));
        let literal = format.and_then(|it| it.get("String").or_else(|| it.get("RawString")));
        let text = literal.and_then(|it| it.get("value")?.as_str());
        let bounded = text.is_some_and(|text| {
            text.replace("%%", "")
                .split('%')
                .skip(1)
                .all(|verb| verb.is_empty() || verb.starts_with(|c: char| c.is_ascii_alphabetic()))
        });
        if !bounded {
            self.formats.push(span(call).unwrap_or(0..0));
        }
    }

    fn chain(&mut self, chain: &Chain<'_>) {
        for link in &chain.links {
            if let Link::Dynamic(index) = link {
                self.visit(index);
            }
        }
        let Some(base) = chain.base.get("Var") else {
            return self.visit(chain.base);
        };
        match base.get("value").and_then(Value::as_str) {
            Some("data") => self.data.push(chain.span()),
            Some("input") => match chain.input_use() {
                Some(used) => self.uses.push(used),
                None => self.opaque.push(chain.span()),
            },
            _ => {}
        }
    }
}

/// A variable and what follows it: `input.resource["tags"].x`.
struct Chain<'a> {
    base: &'a Value,
    links: Vec<Link<'a>>,
}

enum Link<'a> {
    Named(&'a str, Range<usize>),
    Dynamic(&'a Value),
}

impl<'a> Chain<'a> {
    fn of(node: &'a Value) -> Option<Self> {
        let mut links = Vec::new();
        let mut node = node;
        loop {
            if let Some(dot) = node.get("RefDot") {
                let field = dot.get("field")?;
                links.push(Link::Named(field.get(1)?.as_str()?, range(field.get(0)?)?));
                node = dot.get("refr")?;
            } else if let Some(bracket) = node.get("RefBrack") {
                let index = bracket.get("index")?;
                links.push(match index.get("String") {
                    Some(text) => Link::Named(text.get("value")?.as_str()?, span(text)?),
                    None => Link::Dynamic(index),
                });
                node = bracket.get("refr")?;
            } else {
                break;
            }
        }
        links.reverse();
        // A lone variable is a chain too: `input` by itself must not slip through.
        (!links.is_empty() || node.get("Var").is_some_and(|it| it.get("value").is_some()))
            .then_some(Self { base: node, links })
    }

    fn span(&self) -> Range<usize> {
        self.base.get("Var").and_then(span).unwrap_or(0..0)
    }

    fn input_use(&self) -> Option<Use> {
        let [Link::Named(root, _), Link::Named(name, span), ..] = self.links.as_slice() else {
            return None;
        };
        let root = match *root {
            "resource" => Root::Resource,
            "facts" => Root::Facts,
            "params" => Root::Params,
            _ => return None,
        };
        Some(Use {
            root,
            name: (*name).to_owned(),
            span: span.clone(),
        })
    }
}

/// Whether a rule called `violation` is a set; none when it is called otherwise.
fn violation_head(rule: &Value) -> Option<bool> {
    let (shape, name) = head(rule)?;
    (name == "violation").then_some(shape == "Set")
}

/// The shape and the name of a rule's head.
pub(crate) fn head(rule: &Value) -> Option<(&str, &str)> {
    let (shape, head) = match rule.get("Spec").and_then(|spec| spec.get("head")) {
        Some(head) => head.as_object()?.iter().next()?,
        None => rule.as_object()?.iter().next()?,
    };
    let mut name = head.get("refr")?;
    while let Some(inner) = name.get("RefDot").or_else(|| name.get("RefBrack")) {
        name = inner.get("refr")?;
    }
    Some((shape, name.get("Var")?.get("value")?.as_str()?))
}

/// The name in `name := …`. Patterns are left out: they end a body by themselves when a part is missing.
fn assigned_name(assignment: &Value) -> Option<Range<usize>> {
    let colon = assignment.get("op")?.as_str()? == "ColEq";
    colon.then(|| span(assignment.get("lhs")?.get("Var")?))?
}

fn span(node: &Value) -> Option<Range<usize>> {
    range(node.get("span")?)
}

fn range(span: &Value) -> Option<Range<usize>> {
    let at = |key| usize::try_from(span.get(key)?.as_u64()?).ok();
    Some(at("start")?..at("end")?)
}
