//! Who asks: a principal of any kind, with what follows from its kind.

use crate::arn::Arn;
use crate::context::{Derived, Value};

/// What kind of principal makes a request.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalKind {
    /// An account's root user.
    Root,
    /// An IAM user.
    User,
    /// Some session of a role, its name not known.
    Role,
    /// A session of a role with its name.
    RoleSession,
    /// A session made by `sts:GetFederationToken`.
    FederatedUser,
    /// Somebody whom an OpenID Connect provider vouches for, asking to assume a role.
    WebIdentity,
    /// Somebody whom a SAML provider vouches for, asking to assume a role.
    Saml,
    /// An AWS service that asks by itself, not for somebody.
    Service,
    /// A request without a signature.
    Anonymous,
}

/// Who asks, with everything that policies can tell about the asker alone.
///
/// Made once and used for many requests: what has to be put together from its parts is put together here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    pub(crate) kind: PrincipalKind,
    /// As given; the provider for web identities and SAML, the name for services.
    pub(crate) arn: Box<str>,
    pub(crate) account: Option<Box<str>>,
    /// `aws:PrincipalArn`: for a session the role's ARN.
    pub(crate) principal_arn: Option<Box<str>>,
    /// The role's path may be missing in it: a session's ARN does not show it.
    pub(crate) pathless: bool,
    /// The user's or role's name without its path, the federated user's name.
    pub(crate) name: Box<str>,
    pub(crate) session: Option<Box<str>>,
    pub(crate) id: Option<Box<str>>,
    pub(crate) user_id: Option<Box<str>>,
    pub(crate) issuer: Option<Box<str>>,
    pub(crate) provider: Option<Box<str>>,
    pub(crate) canonical_user: Option<Box<str>>,
    pub(crate) service_linked: bool,
}

/// Why a text names no principal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` names no principal: neither an arn of a user, role, session, root or provider, nor a service, nor `*`"
)]
pub struct InvalidPrincipal(pub String);

/// Providers that are named by their host and not by an ARN.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif>
const WEB_PROVIDERS: &[&str] = &[
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
];

/// The path of service-linked roles.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html>
const SERVICE_LINKED_PATH: &str = "/aws-service-role/";

impl Principal {
    /// A request without a signature.
    #[must_use]
    pub fn anonymous() -> Self {
        let mut principal = Self::blank(PrincipalKind::Anonymous, "*");
        principal.user_id = Some("anonymous".into());
        principal
    }

    /// An AWS service by its name, such as `sns.amazonaws.com`.
    #[must_use]
    pub fn service(name: &str) -> Self {
        Self::blank(PrincipalKind::Service, name)
    }

    /// An account's root user.
    #[must_use]
    pub fn root(partition: &str, account: &str) -> Self {
        let mut principal = Self::blank(
            PrincipalKind::Root,
            &format!("arn:{partition}:iam::{account}:root"),
        );
        principal.account = Some(account.into());
        principal.principal_arn = Some(principal.arn.clone());
        principal.user_id = Some(account.into());
        principal
    }

    /// Reads a principal as requests and policies name it: an ARN of a user, role, role session,
    /// federated user, root or identity provider, an account's number (its root user), a service's name,
    /// a web identity provider's host, or `*` for a request without a signature.
    ///
    /// # Errors
    /// When the text is none of these; a group is no principal.
    pub fn parse(text: &str) -> Result<Self, InvalidPrincipal> {
        if text == "*" {
            return Ok(Self::anonymous());
        }
        if is_account(text) {
            return Ok(Self::root("aws", text));
        }
        if WEB_PROVIDERS.contains(&text) {
            return Ok(Self::blank(PrincipalKind::WebIdentity, text));
        }
        match Arn::parse(text) {
            Some(arn) => Self::from_arn(text, &arn),
            None if text.contains(".amazonaws.com") || text.ends_with(".aws.internal") => {
                Some(Self::service(text))
            }
            None => None,
        }
        .ok_or_else(|| InvalidPrincipal(text.chars().take(200).collect()))
    }

    fn from_arn(text: &str, arn: &Arn<'_>) -> Option<Self> {
        let (kind, rest) = match (arn.service, arn.resource.split_once('/')) {
            ("iam", None) if arn.resource == "root" => {
                return Some(Self::root(arn.partition, arn.account));
            }
            ("iam", Some(("user", rest))) => (PrincipalKind::User, rest),
            ("iam", Some(("role", rest))) => (PrincipalKind::Role, rest),
            ("iam", Some(("oidc-provider", rest))) => (PrincipalKind::WebIdentity, rest),
            ("iam", Some(("saml-provider", rest))) => (PrincipalKind::Saml, rest),
            ("sts", Some(("assumed-role", rest))) => (PrincipalKind::RoleSession, rest),
            ("sts", Some(("federated-user", rest))) => (PrincipalKind::FederatedUser, rest),
            _ => return None,
        };
        let mut principal = Self::blank(kind, text);
        if !matches!(kind, PrincipalKind::WebIdentity | PrincipalKind::Saml) {
            principal.account = Some(arn.account.into());
            principal.principal_arn = Some(text.into());
        }
        match kind {
            PrincipalKind::User | PrincipalKind::Role => {
                principal.name = last(rest).into();
                principal.service_linked = kind == PrincipalKind::Role
                    && arn.resource.starts_with("role/aws-service-role/");
            }
            PrincipalKind::RoleSession => {
                let (role, session) = rest.split_once('/')?;
                principal.name = role.into();
                principal.session = Some(session.into());
                principal.pathless = true;
                principal.principal_arn =
                    Some(format!("arn:{}:iam::{}:role/{role}", arn.partition, arn.account).into());
            }
            PrincipalKind::FederatedUser => {
                principal.name = rest.into();
                principal.user_id = Some(format!("{}:{rest}", arn.account).into());
            }
            _ => principal.name = rest.into(),
        }
        Some(principal)
    }

    fn blank(kind: PrincipalKind, arn: &str) -> Self {
        Self {
            kind,
            arn: arn.into(),
            account: None,
            principal_arn: None,
            pathless: false,
            name: Box::default(),
            session: None,
            id: None,
            user_id: None,
            issuer: None,
            provider: None,
            canonical_user: None,
            service_linked: false,
        }
    }

    /// With the path of a session's role, such as `/team/`, which the session's ARN does not show.
    /// Roles under `/aws-service-role/` are service-linked.
    #[must_use]
    pub fn with_path(mut self, path: &str) -> Self {
        if self.kind == PrincipalKind::RoleSession
            && let Some(arn) = Arn::parse(&self.arn)
        {
            self.pathless = false;
            let path = path.trim_matches('/');
            let slash = if path.is_empty() { "" } else { "/" };
            self.principal_arn = Some(
                format!(
                    "arn:{}:iam::{}:role/{path}{slash}{}",
                    arn.partition, arn.account, self.name
                )
                .into(),
            );
            self.service_linked = format!("/{path}/").starts_with(SERVICE_LINKED_PATH);
        }
        self
    }

    /// The session of this name of a role that was given by its ARN. Unlike a session that is read from its own
    /// ARN it knows the role's path.
    #[must_use]
    pub fn with_session(mut self, name: &str) -> Self {
        if self.kind == PrincipalKind::Role
            && let Some(arn) = Arn::parse(&self.arn)
        {
            let session = format!(
                "arn:{}:sts::{}:assumed-role/{}/{name}",
                arn.partition, arn.account, self.name
            );
            self.arn = session.into();
            self.kind = PrincipalKind::RoleSession;
            self.session = Some(name.into());
            self.user_id = self.id.as_ref().map(|id| format!("{id}:{name}").into());
        }
        self
    }

    /// With the unique id (`AIDA…`, `AROA…`) that policies show when a principal was deleted and made again.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>
    #[must_use]
    pub fn with_id(mut self, id: &str) -> Self {
        self.user_id = match (&self.session, self.kind) {
            (Some(session), _) => Some(format!("{id}:{session}").into()),
            (None, PrincipalKind::User) => Some(id.into()),
            (None, _) => self.user_id,
        };
        self.id = Some(id.into());
        self
    }

    /// With the ARN of the IAM user who made a federated user's session.
    #[must_use]
    pub fn with_issuer(mut self, user: &str) -> Self {
        self.issuer = Some(user.into());
        self
    }

    /// With the identity provider through which a role's session came about.
    #[must_use]
    pub fn with_provider(mut self, provider: &str) -> Self {
        self.provider = Some(provider.into());
        self
    }

    /// With the canonical user id of the account, by which S3 policies may name it.
    #[must_use]
    pub fn with_canonical_user(mut self, id: &str) -> Self {
        self.canonical_user = Some(id.into());
        self
    }

    /// What kind of principal it is.
    #[must_use]
    pub const fn kind(&self) -> PrincipalKind {
        self.kind
    }

    /// The ARN as given; a service's name, a provider, or `*`.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The account it belongs to; none for services, providers and requests without a signature.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// Whether it is a role that a service made for itself. Organization policies do not bind those.
    #[must_use]
    pub const fn is_service_linked(&self) -> bool {
        self.service_linked
    }

    /// A key's value as far as it follows from who asks.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable>
    pub(crate) fn value(&self, key: Derived) -> Value<'_> {
        match key {
            Derived::PrincipalArn => one_or(self.principal_arn.as_deref(), Value::Missing),
            Derived::PrincipalAccount => one_or(self.account.as_deref(), Value::Missing),
            Derived::PrincipalType => match self.kind {
                PrincipalKind::Root => Value::One("Account"),
                PrincipalKind::User => Value::One("User"),
                PrincipalKind::Role | PrincipalKind::RoleSession => Value::One("AssumedRole"),
                PrincipalKind::FederatedUser => Value::One("FederatedUser"),
                PrincipalKind::Anonymous => Value::One("Anonymous"),
                _ => Value::Unknown,
            },
            Derived::PrincipalIsAwsService => match self.kind {
                PrincipalKind::Service => Value::One("true"),
                PrincipalKind::Anonymous | PrincipalKind::WebIdentity | PrincipalKind::Saml => {
                    Value::Missing
                }
                _ => Value::One("false"),
            },
            Derived::PrincipalServiceName => match self.kind {
                PrincipalKind::Service => Value::One(&self.arn),
                _ => Value::Missing,
            },
            Derived::ServiceOnly => match self.kind {
                PrincipalKind::Service => Value::Unknown,
                _ => Value::Missing,
            },
            Derived::PrincipalOrgId | Derived::PrincipalTag => {
                if self.account.is_some() {
                    Value::Unknown
                } else {
                    Value::Missing
                }
            }
            Derived::Username => match self.kind {
                PrincipalKind::User => Value::One(&self.name),
                _ => Value::Missing,
            },
            Derived::UserId => one_or(
                self.user_id.as_deref(),
                if self.account.is_some() {
                    Value::Unknown
                } else {
                    Value::Missing
                },
            ),
            Derived::ResourceAccount => Value::Unknown,
        }
    }
}

fn one_or<'v>(value: Option<&'v str>, otherwise: Value<'v>) -> Value<'v> {
    value.map_or(otherwise, Value::One)
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a text is an account's number: twelve digits.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
