//! Decisions against AWS's flow chart, followed box by box as the page draws it: another way to say what the
//! engine has as a table.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>

use bartizan_iam::{Attached, Caller, Context, Decision, Mode};
use proptest::prelude::*;

use crate::make::*;

/// Which policies say what of one fixed action; `None`: there is none of the kind.
#[derive(Debug, Clone)]
struct Case {
    kind: Kind,
    own_account: bool,
    identity: Says,
    boundary: Option<Says>,
    session: Option<Says>,
    scps: Vec<Says>,
    rcp: Option<Says>,
    endpoint: Option<Says>,
    resource: Option<(Says, Names)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    User,
    Session,
    Federated,
    Root,
}

/// What a policy says of the action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Allow,
    Deny,
    Nothing,
}

/// Whom a resource policy names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Everyone,
    Account,
    /// The user, or the role or user behind the session.
    Identity,
    /// The session by its own ARN.
    Session,
    SomebodyElse,
}

fn says() -> impl Strategy<Value = Says> {
    prop::sample::select(vec![
        Says::Allow,
        Says::Allow,
        Says::Allow,
        Says::Nothing,
        Says::Nothing,
        Says::Deny,
    ])
}

fn case() -> impl Strategy<Value = Case> {
    let kind = prop::sample::select(vec![Kind::User, Kind::Session, Kind::Federated, Kind::Root]);
    let names = prop::sample::select(vec![
        Names::Everyone,
        Names::Account,
        Names::Identity,
        Names::Session,
        Names::SomebodyElse,
    ]);
    (
        kind,
        any::<bool>(),
        says(),
        prop::option::of(says()),
        prop::option::of(says()),
        prop::collection::vec(says(), 0..3),
        prop::option::of(says()),
        prop::option::of(says()),
        prop::option::of((says(), names)),
    )
        .prop_map(
            |(kind, own_account, identity, boundary, session, scps, rcp, endpoint, resource)| {
                Case {
                    kind,
                    own_account,
                    identity,
                    boundary,
                    session: session.filter(|_| matches!(kind, Kind::Session | Kind::Federated)),
                    scps,
                    rcp,
                    endpoint,
                    resource,
                }
            },
        )
}

impl Case {
    /// The chart. Explicit denies first; then each box that can end in a deny; then the sides.
    fn expected(&self) -> Decision {
        let root = self.kind == Kind::Root;
        let identity = if root { Says::Nothing } else { self.identity };
        let boundary = self.boundary.filter(|_| !root);
        let named = self.resource.filter(|(_, names)| self.reaches(*names));
        let resource = named.map_or(Says::Nothing, |(says, _)| says);
        let mut said = vec![identity, resource];
        said.extend(boundary);
        said.extend(self.session);
        said.extend(self.scps.iter().copied());
        said.extend(self.rcp);
        said.extend(self.endpoint);
        if said.contains(&Says::Deny) {
            return Decision::DeniedExplicitly;
        }
        let lacks_allow = |says: &Says| *says != Says::Allow;
        if self.scps.iter().any(lacks_allow) || self.endpoint.as_ref().is_some_and(lacks_allow) {
            return Decision::DeniedImplicitly;
        }
        let allowed = if self.own_account {
            self.within_account(named, boundary)
        } else {
            let side = root || (identity == Says::Allow && self.unlimited(boundary));
            side && resource == Says::Allow
        };
        if allowed {
            Decision::Allowed
        } else {
            Decision::DeniedImplicitly
        }
    }

    fn within_account(&self, named: Option<(Says, Names)>, boundary: Option<Says>) -> bool {
        if self.kind == Kind::Root {
            return true;
        }
        if let Some((Says::Allow, names)) = named {
            match (self.kind, names) {
                (_, Names::Account) => {}
                // The exception: named itself, limited by nothing but denies.
                (_, Names::Everyone | Names::Session) | (Kind::User, Names::Identity) => {
                    return true;
                }
                // What stands behind the session is named: the limits still hold, the identity's policies do not matter.
                (_, Names::Identity) if self.unlimited(boundary) => return true,
                _ => {}
            }
        }
        self.identity == Says::Allow && self.unlimited(boundary)
    }

    /// Neither the boundary nor the session policies stand in the way.
    fn unlimited(&self, boundary: Option<Says>) -> bool {
        let session = match (self.kind, self.session) {
            (Kind::Federated, None) => false,
            (_, session) => session.is_none_or(|says| says == Says::Allow),
        };
        session && boundary.is_none_or(|says| says == Says::Allow)
    }

    /// Whether the resource policy names this principal at all.
    fn reaches(&self, names: Names) -> bool {
        match names {
            Names::Everyone | Names::Account => true,
            Names::Identity => self.kind != Kind::Root,
            Names::Session => matches!(self.kind, Kind::Session | Kind::Federated),
            Names::SomebodyElse => false,
        }
    }

    fn decided(&self) -> Decision {
        let account = if self.own_account {
            "111111111111"
        } else {
            "222222222222"
        };
        let user = format!("arn:aws:iam::{account}:user/alice");
        let (own, behind) = match self.kind {
            Kind::User => (user.clone(), user.clone()),
            Kind::Session => (
                format!("arn:aws:sts::{account}:assumed-role/app/s"),
                format!("arn:aws:iam::{account}:role/app"),
            ),
            Kind::Federated => (
                format!("arn:aws:sts::{account}:federated-user/f"),
                user.clone(),
            ),
            Kind::Root => (format!("arn:aws:iam::{account}:root"), user.clone()),
        };
        let mut caller = caller(&own);
        if self.kind == Kind::Federated {
            caller.principal = caller.principal.with_issuer(&user);
        }
        let root = self.kind == Kind::Root;
        if !root {
            caller.identity.push(saying(self.identity, None));
            caller.boundary = self.boundary.map(|says| vec![saying(says, None)]);
        }
        caller.session = self.session.map(|says| vec![saying(says, None)]);
        caller.scps = self
            .scps
            .iter()
            .map(|says| vec![saying(*says, None)])
            .collect();
        let mut bucket = target(BUCKET);
        bucket.rcps = self
            .rcp
            .iter()
            .map(|says| vec![saying(*says, Some("*"))])
            .collect();
        bucket.policy = self.resource.map(|(says, names)| {
            let whom = match names {
                Names::Everyone => "*".to_owned(),
                Names::Account => account.to_owned(),
                Names::Identity => behind,
                Names::Session if matches!(self.kind, Kind::Session | Kind::Federated) => own,
                _ => "arn:aws:iam::333333333333:user/zed".to_owned(),
            };
            saying(says, Some(&whom))
        });
        let endpoint = self.endpoint.map(|says| vec![saying(says, Some("*"))]);
        decide(&caller, &bucket, endpoint.as_deref())
    }
}

fn decide(
    caller: &Caller,
    target: &bartizan_iam::Target,
    endpoint: Option<&[Attached]>,
) -> Decision {
    bartizan_iam::decide(&bartizan_iam::Request {
        caller,
        action: "s3:GetObject",
        target,
        endpoint,
        context: &Context::new(),
        mode: Mode::Strict,
    })
    .decision
}

fn saying(says: Says, principal: Option<&str>) -> Attached {
    let (effect, action) = match says {
        Says::Allow => ("Allow", "s3:*"),
        Says::Deny => ("Deny", "s3:*"),
        Says::Nothing => ("Allow", "ec2:*"),
    };
    let principal = principal.map_or_else(String::new, |id| {
        format!(r#""Principal":{{"AWS":"{id}"}},"#)
    });
    policy(&format!(
        r#"{{"Effect":"{effect}",{principal}"Action":"{action}","Resource":"*"}}"#
    ))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn the_table_decides_as_the_flow_chart_does(case in case()) {
        prop_assert_eq!(case.decided(), case.expected());
    }
}
