//! The rules that a policy can break.

use std::fmt;

use super::Severity;

/// Makes [`Code`] from one table, so that no code lacks a name, a severity or a sentence.
macro_rules! codes {
    ($($(#[doc = $about:literal])+ $variant:ident = $name:literal, $severity:ident;)+) => {
        /// The rules that a policy can break.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $about])+ $variant,)+
        }

        impl Code {
            /// Every code, in the order of the reference.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The code in kebab-case, as reports print it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// How much breaking it matters.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// What it is about, in one or two sentences.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => concat!($($about),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    // What AWS refuses: the text.
    /// The text is no JSON.
    Syntax = "syntax", Error;
    /// The text is longer than any policy that AWS stores.
    TooLong = "too-long", Error;
    /// The document is larger than policies of its kind may be.
    TooLarge = "too-large", Error;
    /// An object has the same key twice; readers differ in which one counts.
    DuplicateKey = "duplicate-key", Error;
    /// An element is of another JSON type than it must be.
    WrongType = "wrong-type", Error;
    /// An element that the policy language does not have.
    UnknownElement = "unknown-element", Error;
    /// A list has a null in it, which means nothing.
    NullValue = "null-value", Warning;

    // What AWS refuses: the document.
    /// The document has no statement.
    MissingStatement = "missing-statement", Error;
    /// The version is neither 2012-10-17 nor 2008-10-17.
    UnknownVersion = "unknown-version", Error;
    /// The version is older than this kind of policy may have, or absent, which means 2008-10-17.
    OldVersion = "old-version", Error;
    /// A Sid has characters that this kind of policy does not take.
    SidCharacters = "sid-characters", Error;
    /// Two statements have the same Sid.
    DuplicateSid = "duplicate-sid", Error;

    // What AWS refuses: a statement.
    /// The statement has no Effect.
    MissingEffect = "missing-effect", Error;
    /// The Effect is neither Allow nor Deny, written so.
    InvalidEffect = "invalid-effect", Error;
    /// The statement names no action.
    MissingAction = "missing-action", Error;
    /// The statement names no resource.
    MissingResource = "missing-resource", Error;
    /// The statement names no principal, which this kind of policy must.
    MissingPrincipal = "missing-principal", Error;
    /// Two elements that exclude each other, such as Action and NotAction.
    ExclusiveElements = "exclusive-elements", Error;
    /// An element that this kind of policy may not have.
    ForbiddenElement = "forbidden-element", Error;

    // What AWS refuses: actions, resources, principals.
    /// An action without its service, as in `s3:GetObject`.
    ActionWithoutService = "action-without-service", Error;
    /// The service of an action has characters that no service has.
    ActionService = "action-service", Error;
    /// An action with more than one colon.
    ActionColons = "action-colons", Error;
    /// An action that this kind of policy does not take.
    ForbiddenAction = "forbidden-action", Error;
    /// A resource that is neither an ARN nor `*`.
    ResourceNotArn = "resource-not-arn", Error;
    /// An ARN whose partition does not exist.
    ArnPartition = "arn-partition", Error;
    /// An ARN whose service is missing or has wildcards.
    ArnService = "arn-service", Error;
    /// An ARN with too few parts, one of them empty.
    ArnIncomplete = "arn-incomplete", Error;
    /// An ARN with a Region, of a service whose ARNs have none.
    ArnRegion = "arn-region", Error;
    /// An IAM ARN whose path names no kind of IAM resource.
    ArnPath = "arn-path", Error;
    /// A kind of principal that does not exist.
    PrincipalKind = "principal-kind", Error;
    /// A principal that cannot exist.
    InvalidPrincipal = "invalid-principal", Error;
    /// A wildcard in a part of a principal: only `*` alone is taken.
    PrincipalWildcard = "principal-wildcard", Error;

    // What AWS refuses: conditions.
    /// A condition operator that does not exist.
    UnknownOperator = "unknown-operator", Error;
    /// A date that is neither ISO 8601 nor seconds since 1970.
    InvalidDate = "invalid-date", Error;

    // What gives more than its author may have meant.
    /// An Allow for every action of every service.
    AllActions = "all-actions", Security;
    /// An Allow for every action of a service, on every resource.
    WholeService = "whole-service", Security;
    /// An Allow with NotAction: whatever AWS adds is allowed too.
    AllowNotAction = "allow-not-action", Security;
    /// An Allow with NotResource: whatever is created is allowed too.
    AllowNotResource = "allow-not-resource", Security;
    /// An Allow with NotPrincipal: everybody else is allowed, also anonymous callers.
    AllowNotPrincipal = "allow-not-principal", Security;
    /// An Allow for everybody, limited by no condition on who they are or where from.
    PublicPrincipal = "public-principal", Security;
    /// Actions that change things are allowed on every resource, though they could be limited to some.
    ResourceStar = "resource-star", Security;
    /// Actions that give or change permissions are allowed on every resource.
    PermissionsStar = "permissions-star", Security;
    /// Every role may be passed to any service: whoever holds this gets what the strongest role has.
    PassRoleStar = "pass-role-star", Security;
    /// A trust policy lets another account in without an external id or another condition.
    MissingExternalId = "missing-external-id", Security;
    /// A trust policy lets in whoever an identity provider knows, not one subject.
    AnyWebIdentity = "any-web-identity", Security;
    /// A service may act on the resource for any of its customers.
    ConfusedDeputy = "confused-deputy", Security;
    /// ForAllValues in an Allow is true when the request does not have the key.
    ForAllValuesAllow = "for-all-values-allow", Security;
    /// An IfExists operator in an Allow is true when the request does not have the key.
    IfExistsAllow = "if-exists-allow", Security;
    /// A test of aws:MultiFactorAuthPresent that requests without MFA pass.
    MfaPattern = "mfa-pattern", Security;

    // What does not do what it seems to.
    /// An action of a service that the dictionary does not have.
    UnknownService = "unknown-service", Warning;
    /// An action that the dictionary does not have, or a pattern that matches none.
    UnknownAction = "unknown-action", Warning;
    /// A list says the same twice.
    Redundant = "redundant", Warning;
    /// Another statement says all that this one does.
    RedundantStatement = "redundant-statement", Warning;
    /// An Allow that a Deny of the same document takes back entirely.
    UnreachableStatement = "unreachable-statement", Warning;
    /// A resource that no action of the statement works on.
    ResourceMismatch = "resource-mismatch", Warning;
    /// An action that works on none of the statement's resources.
    ActionMismatch = "action-mismatch", Warning;
    /// A condition key that does not exist.
    UnknownKey = "unknown-key", Warning;
    /// A condition key that no action of the statement takes: a request never has it.
    KeyMismatch = "key-mismatch", Warning;
    /// Two condition keys that differ in case only; they are one key.
    KeyCase = "key-case", Warning;
    /// An operator that compares something else than the key has.
    TypeMismatch = "type-mismatch", Warning;
    /// A value that is none of the operator's kind, so that nothing equals it.
    InvalidValue = "invalid-value", Warning;
    /// A condition without values, which never holds, or without keys, which always does.
    EmptyCondition = "empty-condition", Warning;
    /// A wildcard where it stands for itself.
    LiteralWildcard = "literal-wildcard", Warning;
    /// ForAllValues or ForAnyValue on a key that has one value.
    NeedlessQuantifier = "needless-quantifier", Warning;
    /// A key with several values, and no ForAllValues or ForAnyValue.
    MissingQuantifier = "missing-quantifier", Warning;
    /// A private address in a test of aws:SourceIp, which is a public one.
    PrivateAddress = "private-address", Warning;
    /// A variable in a document whose version does not know variables.
    VariableInOldVersion = "variable-in-old-version", Warning;
    /// A variable that is not closed, empty, or no condition key.
    InvalidVariable = "invalid-variable", Warning;
    /// The document is so large that not everything in it was compared with everything.
    NotAllCompared = "not-all-compared", Warning;
}

impl Code {
    /// What to do about it, where that is always the same.
    pub(super) fn help(self) -> Option<&'static str> {
        Some(match self {
            Self::NullValue | Self::Redundant => "leave it out",
            Self::MissingStatement => "a policy has at least one statement",
            Self::DuplicateSid => "give each its own, or none",
            Self::SidCharacters => "leave out spaces, dots, dashes and underscores",
            Self::MissingEffect => "write `\"Effect\": \"Allow\"` or `\"Deny\"`",
            Self::MissingAction => "write `\"Action\": \"service:Name\"`",
            Self::ExclusiveElements => "keep one of the two",
            Self::ForbiddenElement => "leave it out",
            Self::ActionColons => "the name of an action has no colon",
            Self::ArnService => "write the service out, as in `arn:aws:s3:::name`",
            Self::ArnRegion => "leave the region empty",
            Self::UnknownOperator => {
                "operators are StringEquals, StringLike, ArnLike, Bool, IpAddress, …"
            }
            Self::InvalidPrincipal => {
                "write an account, the arn of a user, role or session, or a service"
            }
            Self::AllActions | Self::WholeService => "list the actions that are needed",
            Self::ResourceStar => "name the resources, or limit them with a condition",
            Self::RedundantStatement => "leave this statement out",
            Self::UnreachableStatement => "leave this statement out, or narrow the Deny",
            Self::ResourceMismatch => "check the arn, or move it to a statement with its actions",
            Self::KeyCase => "put the values together under one of them",
            Self::TypeMismatch => "use an operator of the key's type",
            Self::InvalidValue => "the comparison never holds; correct the value",
            Self::EmptyCondition => "add what is missing, or leave the condition out",
            Self::NeedlessQuantifier => "use the operator alone",
            Self::InvalidVariable => {
                "write `${key}` or `${key, 'default'}`, the key being a condition key"
            }
            _ => return None,
        })
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
