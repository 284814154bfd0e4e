//! A request inside a box that a given somebody can make: keys that follow from who asks agree with them.

use super::Zone;
use super::somebody::Outsiders;
use crate::context::{Derived, Value};
use crate::principal::{Principal, PrincipalKind};
use crate::prove::key::Given;
use crate::prove::model::{Held, Model};
use crate::prove::problem::{Atom, KeyUse, Literal};
use crate::prove::search::{Dimensions, Known, Search};
use crate::prove::subject::Subject;
use crate::prove::text::{Found, Pattern, Place};

/// What a key can hold for somebody.
enum Limit {
    Anything,
    Only(Held),
    /// A text of one of these forms.
    Forms(Vec<Pattern>),
}

/// Why a request was not found to be consistent.
const INCONSISTENT: &str = "condition keys that follow from who asks could not be made to agree";

/// The key that follows from who asks, if it is one.
pub(super) fn derived(key: &KeyUse) -> Option<Derived> {
    match &*key.key.name {
        // The account of whoever calls, as the key policies that AWS writes have it.
        // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-caller-account
        "kms:calleraccount" => Some(Derived::PrincipalAccount),
        _ => key.key.derived,
    }
}

fn limit(key: &KeyUse, who: &Principal, nameless: bool, zone: &Zone) -> Limit {
    let Some(derived) = derived(key) else {
        return match &zone.home_organization {
            Some(id) if &*key.key.name == "aws:resourceorgid" => Limit::Only(one(id)),
            _ => Limit::Anything,
        };
    };
    match (derived, who.kind()) {
        (Derived::ResourceAccount, _) => match &zone.home {
            Some(home) => Limit::Only(one(home)),
            None => Limit::Anything,
        },
        (Derived::PrincipalArn, kind) => arn(who, kind, nameless),
        (Derived::Username, PrincipalKind::User) if nameless => some_text(),
        (Derived::UserId, _) if nameless && who.account().is_some() => some_text(),
        (Derived::PrincipalServiceName, PrincipalKind::Service) if nameless => some_text(),
        _ => match who.value(derived) {
            Value::One(text) => Limit::Only(one(text)),
            Value::Missing => Limit::Only(Held::Missing),
            Value::Many(_) | Value::Unknown => Limit::Anything,
        },
    }
}

fn one(text: &str) -> Held {
    Held::One(text.into())
}

fn some_text() -> Limit {
    Limit::Forms(vec![vec![Place::One, Place::Any]])
}

/// The ARNs that somebody may have.
fn arn(who: &Principal, kind: PrincipalKind, nameless: bool) -> Limit {
    let Value::One(text) = who.value(Derived::PrincipalArn) else {
        return Limit::Only(Held::Missing);
    };
    let places = |text: &str| text.chars().map(Place::Char).collect::<Pattern>();
    let Some((before, name)) = text.rsplit_once('/') else {
        return Limit::Only(one(text));
    };
    let mut under = places(&format!("{before}/"));
    match kind {
        _ if nameless => {
            under.extend([Place::One, Place::Any]);
            Limit::Forms(vec![under])
        }
        // A session does not show the path of its role.
        PrincipalKind::RoleSession => {
            let mut with_path = under;
            with_path.extend([Place::One, Place::Any]);
            with_path.extend(places(&format!("/{name}")));
            Limit::Forms(vec![places(text), with_path])
        }
        _ => Limit::Only(one(text)),
    }
}

impl Search<'_> {
    /// A request of this subject inside the box.
    pub(super) fn solve_for(
        &mut self,
        known: &Known,
        subject: usize,
        outsiders: &Outsiders,
        zone: &Zone,
    ) -> Found<Model> {
        let problem = self.problem;
        let Some(who) = outsiders.subjects.all.get(subject) else {
            return Found::Nothing;
        };
        let nameless = outsiders.nameless.get(subject).copied().unwrap_or(false);
        let mut atoms = problem.atoms.iter().zip(known);
        let meant = atoms.all(|(atom, holds)| match (atom, holds) {
            (Atom::Subject { meant, .. }, Some(holds)) => meant.get(subject) == Some(holds),
            _ => true,
        });
        if !meant {
            return Found::Nothing;
        }
        let mut model = Model {
            subject,
            ..Model::default()
        };
        let mut asked = Dimensions::of(problem, known);
        match self.action(&asked.actions) {
            Found::One((action, known)) => (model.action, model.known) = (action, known),
            Found::Nothing => return Found::Nothing,
            Found::GaveUp(why) => return Found::GaveUp(why),
        }
        match self.resource(&asked.resources, None) {
            Found::One(resource) => model.resource = resource,
            Found::Nothing => return Found::Nothing,
            Found::GaveUp(why) => return Found::GaveUp(why),
        }
        let mut hanging = Vec::new();
        let mut gave_up = None;
        for (at, key) in problem.keys.iter().enumerate() {
            let literals = asked.keys.remove(&at).unwrap_or_default();
            if literals.is_empty() && !key.variable {
                continue;
            }
            let hangs = self.hangs(&literals);
            let found = match limit(key, &who.principal, nameless, zone) {
                Limit::Only(held) => self.only(at, &literals, held, hangs),
                Limit::Forms(forms) if !hangs => self.of_forms(at, &literals, &forms),
                Limit::Forms(_) | Limit::Anything if literals.is_empty() => continue,
                Limit::Forms(_) | Limit::Anything => {
                    if hangs {
                        hanging.push((at, literals.clone()));
                    }
                    self.key(at, &literals)
                }
            };
            match found {
                Found::One(held) => self.hold(&mut model, at, held),
                Found::Nothing => return Found::Nothing,
                Found::GaveUp(why) => gave_up = Some(why),
            }
        }
        if let Some(why) = gave_up {
            return Found::GaveUp(why);
        }
        self.settle(model, known, &asked.resources, hanging)
    }

    /// The one thing that a key can hold, if it meets what is asked. Where variables are in it, that shows later.
    fn only(&self, key: usize, literals: &[Literal], held: Held, hangs: bool) -> Found<Held> {
        let asked = self.asked(key, literals);
        if hangs || asked.is_some_and(|it| it.fits(&held)) {
            Found::One(held)
        } else {
            Found::Nothing
        }
    }

    fn of_forms(&self, key: usize, literals: &[Literal], forms: &[Pattern]) -> Found<Held> {
        let Some(asked) = self.asked(key, literals) else {
            return Found::Nothing;
        };
        let mut gave_up = None;
        for form in forms {
            match asked.of_form(form, &Given::Nothing) {
                Found::One(text) => return Found::One(Held::One(text.into())),
                Found::Nothing => {}
                Found::GaveUp(why) => gave_up = Some(why),
            }
        }
        gave_up.map_or(Found::Nothing, Found::GaveUp)
    }
}

/// Who makes the request: for one who stands for many, somebody whom the keys fit.
pub(super) fn concrete(
    model: &mut Model,
    template: &Subject,
    nameless: bool,
    keys: &[KeyUse],
    zone: &Zone,
) -> Result<Subject, &'static str> {
    let held = |name: &str| match model.values.0.get(name) {
        Some(Held::One(text)) => Some(text.to_string()),
        _ => None,
    };
    let mut principal = template.principal.clone();
    let kind = principal.kind();
    let session = |it: Principal| match it.kind() {
        PrincipalKind::Role => it.with_session("session"),
        _ => it,
    };
    if let Some(arn) = held("aws:principalarn") {
        let parsed = Principal::parse(&arn).map_err(|_| INCONSISTENT)?;
        principal = carried(session(parsed), &template.principal);
    } else if nameless && let Some(name) = held("aws:username") {
        let arn = principal
            .arn()
            .replace("user/somebody", &format!("user/{name}"));
        let parsed = Principal::parse(&arn).map_err(|_| INCONSISTENT)?;
        principal = carried(parsed, &template.principal);
    }
    if nameless && let Some(name) = held("aws:principalservicename") {
        principal = Principal::service(&name);
    }
    if nameless
        && let Some(id) = held("aws:userid")
        && kind != PrincipalKind::Anonymous
    {
        principal = with_user_id(principal, &id);
    }
    for key in keys {
        let Some(derived) = derived(key) else {
            continue;
        };
        let value = match (derived, principal.value(derived)) {
            (Derived::ResourceAccount, _) => match &zone.home {
                Some(home) => one(home),
                None => continue,
            },
            (_, Value::One(text)) => one(text),
            (_, Value::Missing) => Held::Missing,
            _ => continue,
        };
        model.values.0.insert(key.key.name.to_string(), value);
    }
    Ok(Subject {
        principal,
        ..template.clone()
    })
}

/// With the id and canonical user of another.
fn carried(mut principal: Principal, from: &Principal) -> Principal {
    if let Some(id) = &from.id {
        principal = principal.with_id(id);
    }
    if let Some(id) = &from.canonical_user {
        principal = principal.with_canonical_user(id);
    }
    principal
}

/// With `aws:userid`: the id of a user, or of a role with its session.
fn with_user_id(principal: Principal, user_id: &str) -> Principal {
    match (user_id.split_once(':'), principal.kind()) {
        (Some((id, session)), PrincipalKind::RoleSession) => {
            let arn = principal.arn().rsplit_once('/');
            let arn = arn.map(|(before, _)| format!("{before}/{session}"));
            let parsed = arn.and_then(|it| Principal::parse(&it).ok());
            parsed.unwrap_or(principal).with_id(id)
        }
        (None, PrincipalKind::User) => principal.with_id(user_id),
        _ => principal,
    }
}
