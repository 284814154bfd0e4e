//! Two sets of statements as formulas over the same atoms.

use std::collections::{BTreeMap, BTreeSet};

use super::pattern::{Reading, Text};
use super::subject::{Subjects, subjects};
use crate::arn::resource_tokens;
use crate::compile::Principals;
use crate::condition::{Shape, Test};
use crate::context::{Derived, Key};
use crate::dictionary::{DataType, Dictionary};
use crate::document::{Effect, PolicyDocument, Statement};
use crate::glob::Pattern;

/// Something that holds of a request or does not. Equal ones of several statements are one.
#[derive(Debug)]
pub(super) enum Atom {
    /// The action matches one of these, in lower case.
    Action(Vec<String>),
    /// The resource matches one of these.
    Resource(Vec<(Text, Pattern)>),
    /// Whether each of the subjects is meant.
    Subject {
        meant: Vec<bool>,
        /// The principals as the first statement writes them.
        written: Vec<String>,
    },
    /// A condition.
    Test(Box<Condition>),
}

impl Atom {
    /// How much there is to look at.
    fn size(&self) -> usize {
        match self {
            Self::Action(patterns) => patterns.iter().map(|it| 1 + it.len() / 8).sum(),
            Self::Resource(texts) => texts.iter().map(|(it, _)| it.tokens.len()).sum(),
            Self::Subject { meant, .. } => meant.len() / 8,
            Self::Test(condition) => 4 + condition.texts.len(),
        }
    }
}

/// A condition of a statement.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) test: Test,
    pub(super) shape: Shape,
    /// The texts of the shape, if it has some.
    pub(super) texts: Vec<Text>,
    /// Its place in [`Problem::keys`].
    pub(super) key: usize,
    pub(super) operator: String,
}

/// An atom that has to hold, or must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Literal {
    pub(super) atom: usize,
    pub(super) holds: bool,
}

/// The statement applies where all of these are so.
pub(super) type Clause = Vec<Literal>;

/// The statements of one side.
#[derive(Debug, Default)]
pub(super) struct Side {
    pub(super) allows: Vec<Clause>,
    pub(super) denies: Vec<Clause>,
    /// The policy and statement of each Allow.
    pub(super) allowing: Vec<(usize, usize)>,
    /// Those of each Deny.
    pub(super) denying: Vec<(usize, usize)>,
}

/// A condition key that some statement or variable uses.
#[derive(Debug)]
pub(super) struct KeyUse {
    pub(super) key: Key,
    pub(super) written: String,
    /// A request may have several values of it.
    pub(super) several: bool,
    pub(super) data_type: Option<DataType>,
    /// Some pattern has its value in it.
    pub(super) variable: bool,
}

/// The question, taken apart.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) atoms: Vec<Atom>,
    pub(super) keys: Vec<KeyUse>,
    pub(super) subjects: Subjects,
    pub(super) old: Side,
    pub(super) new: Side,
    /// What the request has to be beside.
    pub(super) asked: Clause,
    /// How much there is to look at, in machine words.
    pub(super) size: usize,
    /// Patterns of actions as the policies write them, by lower case.
    spelled: BTreeMap<String, String>,
}

impl Problem {
    /// Whether an atom is a condition.
    pub(super) fn is_test(&self, atom: usize) -> bool {
        matches!(self.atoms.get(atom), Some(Atom::Test(_)))
    }

    /// The key of a condition, as written.
    pub(super) fn key_of(&self, atom: usize) -> Option<&str> {
        match self.atoms.get(atom)? {
            Atom::Test(condition) => Some(&self.keys.get(condition.key)?.written),
            _ => None,
        }
    }

    /// A pattern of actions as a policy writes it.
    pub(super) fn written(&self, lower: &str) -> String {
        let spelled = self.spelled.get(lower);
        spelled.cloned().unwrap_or_else(|| lower.to_owned())
    }
}

impl KeyUse {
    /// Whether everybody with an account has a value of it.
    pub(super) fn of_everybody(&self) -> bool {
        matches!(
            self.key.derived,
            Some(
                Derived::PrincipalArn
                    | Derived::PrincipalAccount
                    | Derived::PrincipalType
                    | Derived::PrincipalIsAwsService
            )
        )
    }
}

/// Puts a question together.
#[derive(Default)]
pub(super) struct Builder {
    atoms: Vec<Atom>,
    known: BTreeMap<String, usize>,
    keys: Vec<KeyUse>,
    by_key: BTreeMap<String, usize>,
    subjects: Subjects,
    spelled: BTreeMap<String, String>,
}

impl Builder {
    /// For a question about these.
    pub(super) fn about(subjects: Subjects) -> Self {
        Self {
            subjects,
            ..Self::default()
        }
    }

    pub(super) fn build(
        mut self,
        old: &[&PolicyDocument],
        new: &[&PolicyDocument],
        asked: Option<(&[&str], &[&str])>,
    ) -> Problem {
        if self.subjects.all.is_empty() && !self.subjects.too_many {
            self.subjects = subjects(old.iter().chain(new).copied());
        }
        let old = self.side(old);
        let new = self.side(new);
        let asked = asked.map_or_else(Vec::new, |(actions, resources)| {
            let actions: Vec<String> = actions.iter().map(|it| (*it).to_owned()).collect();
            let resources: Vec<String> = resources.iter().map(|it| (*it).to_owned()).collect();
            vec![
                self.action(&actions, true),
                self.resource(&resources, false, true),
            ]
        });
        let literals: usize = [&old, &new]
            .into_iter()
            .flat_map(|side| side.allows.iter().chain(&side.denies))
            .map(Vec::len)
            .sum();
        Problem {
            size: literals + self.atoms.iter().map(Atom::size).sum::<usize>(),
            atoms: self.atoms,
            keys: self.keys,
            spelled: self.spelled,
            subjects: self.subjects,
            old,
            new,
            asked,
        }
    }

    fn side(&mut self, documents: &[&PolicyDocument]) -> Side {
        let mut side = Side::default();
        for (policy, document) in documents.iter().enumerate() {
            let variables = document.version.as_deref() == Some("2012-10-17");
            for (at, statement) in document.statement.iter().enumerate() {
                let Some(clause) = self.clause(statement, variables) else {
                    continue;
                };
                let (clauses, places) = match statement.effect {
                    Effect::Allow => (&mut side.allows, &mut side.allowing),
                    Effect::Deny => (&mut side.denies, &mut side.denying),
                };
                clauses.push(clause);
                places.push((policy, at));
            }
        }
        side
    }

    /// `None` for a statement that applies to nothing.
    fn clause(&mut self, statement: &Statement, variables: bool) -> Option<Clause> {
        let mut clause = Vec::new();
        if !statement.action.is_empty() {
            clause.push(self.action(&statement.action, true));
        } else if !statement.not_action.is_empty() {
            clause.push(self.action(&statement.not_action, false));
        } else {
            return None;
        }
        if !statement.resource.is_empty() {
            clause.push(self.resource(&statement.resource, variables, true));
        } else if !statement.not_resource.is_empty() {
            clause.push(self.resource(&statement.not_resource, variables, false));
        } else if statement.principal.is_none() && statement.effect == Effect::Allow {
            // As `compile` has it: left out, the element means the policy's own resource or nothing.
            return None;
        }
        let principals = Principals::of(statement);
        if !matches!(principals, Principals::Absent) {
            let meant = self.subjects.meant(&principals, statement.effect);
            let name = format!("who {meant:?}");
            let written = || {
                let named = statement.principal.iter();
                let named = named.chain(&statement.not_principal);
                named
                    .flat_map(|it| it.0.values().flatten().cloned())
                    .collect()
            };
            let atom = self.atom(name, || Atom::Subject {
                meant,
                written: written(),
            });
            clause.push(Literal { atom, holds: true });
        }
        for (operator, keys) in &statement.condition {
            for (key, values) in keys {
                clause.push(self.test(operator, key, values, variables));
            }
        }
        clause.sort_unstable();
        clause.dedup();
        let contradicts = |it: &Literal| {
            let opposite = Literal {
                holds: !it.holds,
                ..*it
            };
            clause.contains(&opposite)
        };
        (!clause.iter().any(contradicts)).then_some(clause)
    }

    fn atom(&mut self, name: String, make: impl FnOnce() -> Atom) -> usize {
        let next = self.atoms.len();
        let at = *self.known.entry(name).or_insert(next);
        if at == next {
            self.atoms.push(make());
        }
        at
    }

    fn action(&mut self, patterns: &[String], holds: bool) -> Literal {
        let spelled = patterns
            .iter()
            .map(|it| (it.to_ascii_lowercase(), it.clone()));
        self.spelled.extend(spelled);
        let patterns: BTreeSet<String> =
            patterns.iter().map(|it| it.to_ascii_lowercase()).collect();
        let name = format!("action {patterns:?}");
        let atom = self.atom(name, || Atom::Action(patterns.into_iter().collect()));
        Literal { atom, holds }
    }

    fn resource(&mut self, patterns: &[String], variables: bool, holds: bool) -> Literal {
        let patterns: BTreeSet<&String> = patterns.iter().collect();
        let hangs = variables && patterns.iter().any(|it| it.contains("${"));
        let name = format!("resource {hangs} {patterns:?}");
        let texts: Vec<(Text, Pattern)> = patterns
            .iter()
            .map(|text| {
                let tokens = resource_tokens(text, variables);
                let pattern = Pattern::from_tokens(tokens.clone());
                (Text::new(tokens, Reading::Whole), pattern)
            })
            .collect();
        self.note_variables(texts.iter().map(|(text, _)| text));
        let atom = self.atom(name, || Atom::Resource(texts));
        Literal { atom, holds }
    }

    fn test(&mut self, operator: &str, key: &str, values: &[String], variables: bool) -> Literal {
        let test = Test::new(operator, key, values, variables);
        let quantified = test.is_quantified();
        let place = self.key(key, Key::of_variable(key));
        if let Some(of_key) = self.keys.get_mut(place) {
            // Of a key that AWS does not list only the operator tells that it holds a list.
            of_key.several |= quantified && of_key.data_type.is_none();
        }
        let shape = test.shape(values, variables);
        let (texts, reading) = match &shape {
            Shape::Text(texts) => (texts.clone(), Reading::Whole),
            Shape::IgnoringCase(texts) => (texts.clone(), Reading::IgnoringCase),
            Shape::Arn(texts) => (texts.clone(), Reading::Arn),
            _ => (Vec::new(), Reading::Whole),
        };
        let texts: Vec<Text> = texts
            .into_iter()
            .map(|tokens| Text::new(tokens, reading))
            .collect();
        self.note_variables(texts.iter());
        let sorted: BTreeSet<&String> = values.iter().collect();
        let hangs = variables && values.iter().any(|it| it.contains("${"));
        let name = format!(
            "test {hangs} {} {} {sorted:?}",
            operator.to_ascii_lowercase(),
            test.key()
        );
        let operator = operator.to_owned();
        let atom = self.atom(name, || {
            Atom::Test(Box::new(Condition {
                test,
                shape,
                texts,
                key: place,
                operator,
            }))
        });
        Literal { atom, holds: true }
    }

    fn note_variables<'t>(&mut self, texts: impl Iterator<Item = &'t Text>) {
        for variable in texts.flat_map(Text::variables) {
            let place = self.key(&variable.key.name, variable.key.clone());
            if let Some(of_key) = self.keys.get_mut(place) {
                of_key.variable = true;
            }
        }
    }

    fn key(&mut self, written: &str, key: Key) -> usize {
        if let Some(place) = self.by_key.get(&*key.name) {
            return *place;
        }
        let listed = Dictionary::get().condition_key(&key.name);
        let place = self.keys.len();
        self.by_key.insert(key.name.to_string(), place);
        self.keys.push(KeyUse {
            several: key.multivalued || listed.is_some_and(|it| it.multivalued),
            data_type: listed.map(|it| it.data_type),
            variable: false,
            // As AWS spells it; a variable has it in lower case.
            written: listed
                .map(|it| it.name)
                .filter(|it| it.eq_ignore_ascii_case(written))
                .filter(|_| !written.contains(|c: char| c.is_ascii_uppercase()))
                .unwrap_or(written)
                .to_owned(),
            key,
        });
        place
    }
}
