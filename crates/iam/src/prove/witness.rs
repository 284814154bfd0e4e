//! A request that was found, made one that can be, and confirmed by the statements themselves.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::applies::{allowed, applying};
use super::forms::{form, forms};
use super::model::{Held, Model};
use super::problem::{Atom, Literal, Problem};
use super::search::{Known, Take, wish};
use super::subject::{Own, Subject};
use super::text::{Budget, Found, Pattern};
use super::{Context, Disagreement, PolicyDocument, Principal};
use crate::arn::Arn;
use crate::compile::Compiled;
use crate::condition::{Facts, Shape};
use crate::context::{Derived, Value};
use crate::dictionary::Dictionary;
use crate::document::Effect;
use crate::principal::{PrincipalKind, is_account};

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// Who asks; none where no policy asks who.
    pub principal: Option<Principal>,
    /// What the principal's own policies say of it.
    pub own: Own,
    /// Whether the principal has a permissions boundary, which undoes `NotPrincipal`.
    pub bounded: bool,
    /// The action, such as `s3:GetObject`.
    pub action: String,
    /// Whether the dictionary has the action; if not, AWS may add one like it.
    pub known_action: bool,
    /// The resource, such as an ARN.
    pub resource: String,
    /// Whether the resource is of a kind that the dictionary has for the action; if not, AWS may never be asked this.
    pub known_resource: bool,
    /// The condition keys that the request carries, with their values; it carries no others that matter.
    pub context: BTreeMap<String, Vec<String>>,
    /// Condition keys on which it matters that the request does not carry them.
    pub absent: Vec<String>,
    /// The statements that apply to it: of the new policies those that allow it, of the old those that deny it
    /// and what they take away from.
    pub because: Vec<Applies>,
}

/// A statement that applies to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applies {
    /// It is one of the new policies; otherwise one of the old.
    pub new: bool,
    /// The policy's place among those of its side, from 0.
    pub policy: usize,
    /// The statement's place in the policy, from 0.
    pub statement: usize,
    /// Whether it allows or denies.
    pub effect: Effect,
}

impl Witness {
    /// The context for a decision.
    #[must_use]
    pub fn context(&self) -> Context {
        let mut context = Context::new();
        for (key, values) in &self.context {
            match values.as_slice() {
                [one] => context.set(key, one.as_str()),
                many => context.set_many(key, many.iter().map(String::as_str)),
            }
        }
        context
    }
}

const INCONSISTENT: &str =
    "condition keys that follow from the principal or the resource would have to disagree with it";

/// Confirms what is found.
pub(super) struct Finder<'p> {
    problem: &'p Problem,
    budget: &'p Budget,
    old: Vec<Compiled>,
    new: Vec<Compiled>,
    found: Option<Witness>,
    /// How many were found.
    taken: usize,
    /// How many forms of resources were tried.
    forms: Cell<usize>,
    doubt: Option<String>,
    disagreement: Option<Witness>,
    /// Some policy asks for what follows from the principal.
    derived: bool,
}

impl<'p> Finder<'p> {
    pub(super) fn new(
        problem: &'p Problem,
        budget: &'p Budget,
        old: &[&PolicyDocument],
        new: &[&PolicyDocument],
    ) -> Self {
        let compile = |list: &[&PolicyDocument]| list.iter().map(|it| Compiled::new(it)).collect();
        Self {
            problem,
            budget,
            old: compile(old),
            new: compile(new),
            found: None,
            taken: 0,
            forms: Cell::new(0),
            doubt: None,
            disagreement: None,
            derived: problem.keys.iter().any(|it| {
                it.key
                    .derived
                    .is_some_and(|it| it != Derived::ResourceAccount)
            }),
        }
    }

    /// The request, if there is one, and else why it is not sure that there is none.
    pub(super) fn finish(self) -> Result<(Option<Witness>, Option<String>), Disagreement> {
        match self.disagreement {
            Some(witness) => Err(Disagreement(Box::new(witness))),
            None => Ok((self.found, self.doubt)),
        }
    }

    /// What the statements themselves say.
    fn confirmed(&self, model: &Model, who: Option<&Subject>) -> Option<bool> {
        let new = allowed(&self.new, model, who)?;
        let old = allowed(&self.old, model, who)?;
        Some(new && !old)
    }

    /// The request as somebody makes it, if the keys that follow from them agree.
    fn as_somebody(&self, model: &Model, who: &Subject) -> Option<Model> {
        let mut model = model.clone();
        for of_key in &self.problem.keys {
            let Some(derived) = of_key.key.derived else {
                continue;
            };
            if derived == Derived::ResourceAccount {
                continue;
            }
            let name = of_key.key.name.to_string();
            match who.principal.value(derived) {
                Value::One(text) => {
                    model.values.0.insert(name, Held::One(text.into()));
                }
                Value::Missing => {
                    model.values.0.insert(name, Held::Missing);
                }
                Value::Many(_) | Value::Unknown => {}
            }
        }
        (self.confirmed(&model, Some(who)) == Some(true)).then_some(model)
    }

    /// Whether the statements confirm a request of somebody.
    pub(super) fn confirms(&self, model: &Model, who: &Subject) -> bool {
        self.confirmed(model, Some(who)) == Some(true)
    }

    /// The request of somebody, made plausible, if the statements confirm it; else why they do not.
    ///
    /// `nameless`: whether somebody was made up, so that they may be told apart from whom the search meant.
    /// `resource_given`: the resource is what it has to be.
    pub(super) fn confirmed_request(
        &self,
        model: &Model,
        known: &Known,
        who: &Subject,
        nameless: bool,
        resource_given: bool,
    ) -> Result<Result<Witness, String>, Disagreement> {
        self.forms.set(0);
        match self.confirmed(model, Some(who)) {
            Some(true) => {}
            Some(false) if nameless || self.derived => return Ok(Err(INCONSISTENT.to_owned())),
            Some(false) => {
                let witness = self.witness(model, known, Some(who));
                return Err(Disagreement(Box::new(witness)));
            }
            None => return Ok(Err(self.unreadable())),
        }
        let plausible = match resource_given {
            true => None,
            false => self.plausible(model, known, Some(who)),
        };
        let mut witness = self.witness(plausible.as_ref().unwrap_or(model), known, Some(who));
        witness.known_resource = (resource_given || plausible.is_some()) && model.known;
        Ok(Ok(witness))
    }

    /// Those who may be the one who asks, the one that was found first.
    fn candidates(&self, model: &Model) -> Vec<Subject> {
        let subjects = &self.problem.subjects.all;
        let mut out: Vec<Subject> = subjects.get(model.subject).into_iter().cloned().collect();
        let text = |key: &str| match model.values.0.get(key) {
            Some(Held::One(text)) => Some(&**text),
            _ => None,
        };
        let arn = text("aws:principalarn").unwrap_or_default();
        let account = text("aws:principalaccount")
            .or_else(|| Arn::parse(arn).map(|it| it.account))
            .filter(|it| is_account(it))
            .unwrap_or("111122223333");
        let name = text("aws:username").unwrap_or("somebody");
        let mut principals: Vec<Principal> = Principal::parse(arn).ok().into_iter().collect();
        let texts = [
            format!("arn:aws:iam::{account}:user/{name}"),
            format!("arn:aws:sts::{account}:assumed-role/{name}/session"),
            format!("arn:aws:iam::{account}:root"),
            format!("arn:aws:sts::{account}:federated-user/{name}"),
        ];
        principals.extend(texts.iter().filter_map(|it| Principal::parse(it).ok()));
        let service = text("aws:principalservicename").unwrap_or("sns.amazonaws.com");
        principals.push(Principal::service(service));
        principals.push(Principal::anonymous());
        for principal in principals {
            let principal = match principal.kind() {
                PrincipalKind::Role => principal.with_session("session"),
                _ => principal,
            };
            let with_id = text("aws:userid").and_then(|it| {
                let id = it.split(':').next()?;
                Some(principal.clone().with_id(id))
            });
            for principal in with_id.into_iter().chain([principal]) {
                for own in [Own::Allow, Own::Limit] {
                    out.push(Subject {
                        principal: principal.clone(),
                        own,
                        bounded: false,
                    });
                }
            }
        }
        out.extend(subjects.iter().cloned());
        out
    }

    /// The account in the resource's ARN is what `aws:ResourceAccount` says.
    fn agree_on_account(&self, model: &mut Model) {
        let key = "aws:resourceaccount";
        let account = Arn::parse(&model.resource).map(|it| it.account);
        let asked = self.problem.keys.iter().any(|it| &*it.key.name == key);
        if let Some(account) = account.filter(|it| asked && is_account(it)) {
            let held = Held::One(account.into());
            model.values.0.insert(key.to_owned(), held);
        }
    }

    /// Which operator nobody knows.
    fn unreadable(&self) -> String {
        let mut atoms = self.problem.atoms.iter();
        let operator = atoms.find_map(|atom| match atom {
            Atom::Test(it) if matches!(it.shape, Shape::Unsupported) => Some(&*it.operator),
            _ => None,
        });
        format!(
            "`{}` is no operator that aws has",
            operator.unwrap_or_default()
        )
    }

    /// Keys of conditions that the box is about and the request has no value for.
    fn absent(&self, model: &Model, known: &Known) -> Vec<String> {
        let tested = self.problem.atoms.iter().zip(known);
        let keys: BTreeSet<usize> = tested
            .filter_map(|(atom, holds)| match (atom, holds) {
                (Atom::Test(condition), Some(_)) => Some(condition.key),
                _ => None,
            })
            .collect();
        let keys = keys.iter().filter_map(|at| self.problem.keys.get(*at));
        keys.filter(|it| matches!(model.values.value(&it.key), Value::Missing))
            .map(|it| it.written.clone())
            .collect()
    }

    fn witness(&self, model: &Model, known: &Known, who: Option<&Subject>) -> Witness {
        let written = |name: &str| {
            let mut keys = self.problem.keys.iter();
            let found = keys.find(|it| &*it.key.name == name);
            found.map_or_else(|| name.to_owned(), |it| it.written.clone())
        };
        let listed = |held: &Held| match held {
            Held::Missing => None,
            Held::One(one) => Some(vec![one.to_string()]),
            Held::List(many) => Some(many.iter().map(ToString::to_string).collect()),
        };
        let values = model.values.0.iter();
        Witness {
            principal: who.map(|it| it.principal.clone()),
            own: who.map_or(Own::Allow, |it| it.own),
            bounded: who.is_some_and(|it| it.bounded),
            action: model.action.clone(),
            known_action: model.known,
            resource: model.resource.clone(),
            known_resource: false,
            context: values
                .filter_map(|(name, held)| Some((written(name), listed(held)?)))
                .collect(),
            absent: self.absent(model, known),
            because: applying(&self.old, false, model, who)
                .chain(applying(&self.new, true, model, who))
                .collect(),
        }
    }

    /// The same request for a resource that the action is for, or else with another action of the service.
    fn plausible(&self, model: &Model, known: &Known, who: Option<&Subject>) -> Option<Model> {
        let mut tried: BTreeSet<Vec<String>> = BTreeSet::new();
        let others = if model.known {
            self.others(&model.action, known)
        } else {
            Vec::new()
        };
        for action in std::iter::once(model.action.clone()).chain(others) {
            let forms = forms(&action);
            if !tried.insert(forms.clone()) {
                continue;
            }
            let mut model = model.clone();
            model.action = action;
            for pattern in forms {
                if self.forms.get() >= MOST_FORMS {
                    return None;
                }
                self.forms.set(self.forms.get() + 1);
                let better = self.of_form(&form(&pattern), &model, known, who);
                if better.is_some() {
                    return better;
                }
            }
        }
        None
    }

    /// The other actions of the service that are in the box.
    fn others(&self, action: &str, known: &Known) -> Vec<String> {
        let service = action.split(':').next().unwrap_or_default();
        let service = Dictionary::get().service(service);
        let all = service.into_iter().flat_map(|it| it.actions());
        let mut model = Model::default();
        let mut inside = |action: &String| {
            model.action.clone_from(action);
            let mut atoms = self.problem.atoms.iter().zip(known);
            atoms.all(|(atom, holds)| match (atom, holds) {
                (Atom::Action(_), Some(holds)) => model.holds(atom, false) == *holds,
                _ => true,
            })
        };
        all.map(|it| it.to_string())
            .filter(|it| inside(it))
            .collect()
    }

    /// The same request for a resource of this form. What is in its way is evaded a few times.
    fn of_form(
        &self,
        form: &Pattern,
        model: &Model,
        known: &Known,
        who: Option<&Subject>,
    ) -> Option<Model> {
        let problem = self.problem;
        let mut known = known.clone();
        for _ in 0..8 {
            let mut wish = wish(problem, &known, self.budget);
            wish.also = vec![form.clone()];
            let Found::One(resource) = wish.with(&model.values) else {
                return None;
            };
            let mut better = model.clone();
            better.resource = resource;
            self.agree_on_account(&mut better);
            if self.confirmed(&better, who) == Some(true) {
                return Some(better);
            }
            let mut in_the_way = problem.old.allows.iter().chain(&problem.new.denies);
            let clause = in_the_way
                .find(|clause| clause.iter().all(|it| better.agrees(problem, &known, *it)))?;
            let of_resource = |it: &&Literal| {
                let atom = problem.atoms.get(it.atom);
                matches!(atom, Some(Atom::Resource(_)))
                    && known.get(it.atom).is_some_and(Option::is_none)
            };
            let literal = *clause.iter().find(of_resource)?;
            *known.get_mut(literal.atom)? = Some(!literal.holds);
        }
        None
    }
}

/// After so many requests no better one is waited for.
const MOST_TAKEN: usize = 6;

/// How many forms of resources are tried for one question.
const MOST_FORMS: usize = 60;

impl Take for Finder<'_> {
    fn take(&mut self, model: &Model, known: &Known) -> Option<()> {
        let mut model = model.clone();
        let named = self.problem.subjects.all.get(model.subject);
        // Each dimension was solved by itself; nothing but a defect keeps the statements from confirming it, unless one
        // of them cannot be read.
        match self.confirmed(&model, named) {
            Some(true) => {}
            Some(false) => {
                self.disagreement = Some(self.witness(&model, known, named));
                return Some(());
            }
            None => {
                self.doubt = Some(self.unreadable());
                return None;
            }
        }
        self.agree_on_account(&mut model);
        let mut who = named.cloned();
        if self.derived {
            let candidates = self.candidates(&model);
            let mut affordable = candidates
                .iter()
                .take_while(|_| self.budget.spend(self.problem.size));
            let found = affordable.find_map(|it| Some((self.as_somebody(&model, it)?, it)));
            match found {
                Some((as_somebody, it)) => (model, who) = (as_somebody, Some(it.clone())),
                None => {
                    self.doubt = Some(INCONSISTENT.to_owned());
                    return None;
                }
            }
        } else if self.confirmed(&model, who.as_ref()) != Some(true) {
            self.doubt = Some(INCONSISTENT.to_owned());
            return None;
        }
        let plausible = self.plausible(&model, known, who.as_ref());
        let known_resource = plausible.is_some() && model.known;
        let request = plausible.as_ref().unwrap_or(&model);
        let mut witness = self.witness(request, known, who.as_ref());
        witness.known_resource = known_resource;
        // One with an action and a resource that AWS has is better than one that it may never have.
        let rank = |it: &Witness| (it.known_action, it.known_resource);
        self.taken += 1;
        let enough =
            rank(&witness) == (true, true) || (witness.known_action && self.taken >= MOST_TAKEN);
        if self
            .found
            .as_ref()
            .is_none_or(|found| rank(found) < rank(&witness))
        {
            self.found = Some(witness);
        }
        enough.then_some(())
    }
}
