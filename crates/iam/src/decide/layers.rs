//! What each layer of policies says about a request.

use std::sync::Arc;

use smallvec::SmallVec;

use super::organization::{rcps_bind, scps_bind};
use super::request::{Attached, Content};
use super::special;
use super::{Because, Cx, Layer, Source};
use crate::compile::{Naming, Principals};
use crate::document::Effect;
use crate::residual::{Atom, Residual, Unread};

/// Room for the statements of a simple request, so that it is decided without allocating.
pub(super) type Reasons<'a> = SmallVec<[Because<'a>; 8]>;

/// What the layers said. `Always` and `Never` unless something is not known.
pub(super) struct Found<'a> {
    pub(super) denied: Residual,
    /// Each level has an Allow.
    pub(super) scps: Residual,
    pub(super) endpoint: Residual,
    pub(super) identity: Residual,
    /// `None`: there is none.
    pub(super) boundary: Option<Residual>,
    pub(super) session: Option<Residual>,
    /// What the resource's side allows, by how it names the principal.
    pub(super) direct: Residual,
    pub(super) behind_session: Residual,
    pub(super) by_account: Residual,
    /// The access control list of an object that is not the bucket owner's.
    pub(super) object_acl: Residual,
    pub(super) because: Reasons<'a>,
    /// The levels of service control policies without an Allow.
    pub(super) closed_levels: SmallVec<[u16; 4]>,
    /// The bucket's public policy was set aside.
    pub(super) public_policy_restricted: bool,
}

impl Default for Found<'_> {
    fn default() -> Self {
        Self {
            denied: Residual::Never,
            scps: Residual::Always,
            endpoint: Residual::Always,
            identity: Residual::Never,
            boundary: None,
            session: None,
            direct: Residual::Never,
            behind_session: Residual::Never,
            by_account: Residual::Never,
            object_acl: Residual::Always,
            because: Reasons::new(),
            closed_levels: SmallVec::new(),
            public_policy_restricted: false,
        }
    }
}

impl<'a> Found<'a> {
    pub(super) fn gather(&mut self, cx: &Cx<'a>) {
        let caller = cx.caller;
        let own = self.policies(cx, &caller.identity, Layer::Identity, 0);
        let groups = self.policies(cx, &caller.groups, Layer::Group, 0);
        self.identity = own.or(groups);
        self.boundary = caller
            .boundary
            .as_ref()
            .map(|list| self.policies(cx, list, Layer::Boundary, 0));
        self.session = caller
            .session
            .as_ref()
            .map(|list| self.policies(cx, list, Layer::Session, 0));
        if scps_bind(cx.caller) {
            for (level, list) in (0_u16..).zip(&caller.scps) {
                let allowed = self.policies(cx, list, Layer::Scp, level);
                if allowed == Residual::Never {
                    self.closed_levels.push(level);
                }
                self.scps = std::mem::take(&mut self.scps).and(allowed);
            }
        }
        if rcps_bind(cx) {
            for (level, list) in (0_u16..).zip(&cx.target.rcps) {
                // What they allow does not matter: `RCPFullAWSAccess` cannot be detached.
                // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
                self.policies(cx, list, Layer::Rcp, level);
            }
        }
        if let Some(list) = cx.request.endpoint {
            self.endpoint = self.policies(cx, list, Layer::Endpoint, 0);
        }
        if !special::root_unlocks(cx) {
            self.resource(cx);
        }
        self.grants(cx);
        self.restrict_public(cx);
        self.other_owner(cx);
    }

    /// What a policy that was not read may allow; what it may deny goes to the common heap.
    fn unread(&mut self, unread: &Arc<Unread>) -> Residual {
        let atom = |denies| Atom::Unread {
            policy: unread.clone(),
            denies,
        };
        self.deny(Residual::atom(atom(true), true));
        Residual::atom(atom(false), true)
    }

    /// A layer's Allows; its Denies go to the common heap.
    fn policies(
        &mut self,
        cx: &Cx<'a>,
        list: &'a [Attached],
        layer: Layer,
        level: u16,
    ) -> Residual {
        let mut allowed = Residual::Never;
        for attached in list {
            let policy = match &attached.content {
                Content::Read(policy) => policy,
                Content::Unread(unread) => {
                    allowed = allowed.or(self.unread(unread));
                    self.note(attached, layer, level, None, Effect::Allow, false);
                    continue;
                }
            };
            for (at, rule) in policy.rules_for(&cx.asked) {
                let applies = rule.applies(&cx.target.resource, cx);
                if applies == Residual::Never {
                    continue;
                }
                let meant = match (rule.effect, layer) {
                    (Effect::Deny, Layer::Rcp | Layer::Endpoint) => {
                        self.means(cx, &rule.principals)
                    }
                    (Effect::Allow, Layer::Endpoint) => rule
                        .principals
                        .allow(&cx.caller.principal)
                        .fold(Residual::Never, |any, (_, holds)| any.or(holds)),
                    _ => Residual::Always,
                };
                let holds = applies.and(meant);
                if holds == Residual::Never {
                    continue;
                }
                let certain = holds == Residual::Always;
                self.note(attached, layer, level, Some(at), rule.effect, certain);
                match rule.effect {
                    Effect::Allow => allowed = allowed.or(holds),
                    Effect::Deny => self.deny(holds),
                }
            }
        }
        allowed
    }

    /// The resource's own policy, whose Allows are kept apart by how they name the principal.
    fn resource(&mut self, cx: &Cx<'a>) {
        let Some(attached) = &cx.target.policy else {
            return;
        };
        let policy = match &attached.content {
            Content::Read(policy) => policy,
            Content::Unread(unread) => {
                let allows = self.unread(unread);
                for naming in [Naming::Directly, Naming::ByAccount] {
                    self.name(naming, allows.clone());
                }
                self.note(attached, Layer::Resource, 0, None, Effect::Allow, false);
                return;
            }
        };
        for (at, rule) in policy.rules_for(&cx.asked) {
            let applies = rule.applies(&cx.target.resource, cx);
            if applies == Residual::Never {
                continue;
            }
            let mut certain = false;
            let mut matters = false;
            match rule.effect {
                Effect::Deny => {
                    let holds = applies.and(self.means(cx, &rule.principals));
                    certain = holds == Residual::Always;
                    matters = holds != Residual::Never;
                    self.deny(holds);
                }
                Effect::Allow => {
                    for (naming, holds) in rule.principals.allow(&cx.caller.principal) {
                        let holds = applies.clone().and(holds);
                        certain |= holds == Residual::Always;
                        matters = true;
                        self.name(naming, holds);
                    }
                }
            }
            if matters {
                self.note(attached, Layer::Resource, 0, Some(at), rule.effect, certain);
            }
        }
    }

    /// Grants on a KMS key count as its key policy's word.
    fn grants(&mut self, cx: &Cx<'a>) {
        if !cx.asked.service().eq_ignore_ascii_case("kms") {
            return;
        }
        if let Some(unread) = &cx.target.grants_unread {
            let atom = Atom::Unread {
                policy: unread.clone(),
                denies: false,
            };
            self.name(Naming::Directly, Residual::atom(atom, true));
        }
        for grant in &cx.target.grants {
            let Some((naming, names)) = grant.grantee.names(&cx.caller.principal) else {
                continue;
            };
            if !grant.covers(cx.asked.name()) {
                continue;
            }
            let holds = grant
                .constraints
                .iter()
                .fold(names, |all, test| all.and(test.holds(cx)));
            if holds == Residual::Never {
                continue;
            }
            self.because.push(Because {
                source: Source::Grant(grant),
                layer: Layer::Grant,
                level: 0,
                effect: Effect::Allow,
                certain: holds == Residual::Always,
            });
            self.name(naming, holds);
        }
    }

    fn means(&self, cx: &Cx<'a>, principals: &Principals) -> Residual {
        principals.deny(&cx.caller.principal, cx.caller.boundary.is_some())
    }

    fn deny(&mut self, holds: Residual) {
        self.denied = std::mem::take(&mut self.denied).or(holds);
    }

    fn name(&mut self, naming: Naming, holds: Residual) {
        let part = match naming {
            Naming::Directly => &mut self.direct,
            Naming::BehindSession => &mut self.behind_session,
            Naming::ByAccount => &mut self.by_account,
        };
        *part = std::mem::take(part).or(holds);
    }

    fn note(
        &mut self,
        policy: &'a Attached,
        layer: Layer,
        level: u16,
        statement: Option<usize>,
        effect: Effect,
        certain: bool,
    ) {
        self.because.push(Because {
            source: Source::Policy { policy, statement },
            layer,
            level,
            effect,
            certain,
        });
    }
}
