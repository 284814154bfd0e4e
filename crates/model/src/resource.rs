//! What every resource has, and the list of resource types.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::aws;
use crate::observed::{Gap, Observed};

/// Tags by key.
pub type Tags = Observed<BTreeMap<String, String>>;

/// What identifies a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity<'a> {
    /// Its type, as in `aws.iam.user`.
    pub kind: &'static str,
    /// Its ARN, or what stands for one where AWS has none.
    pub id: &'a str,
    /// The name that a person would call it by.
    pub name: &'a str,
    /// The audited account that it was seen from, twelve digits.
    pub account: &'a str,
    /// Its region; none for what belongs to the whole account.
    pub region: Option<&'a str>,
}

/// A Rust type that models one resource type.
pub trait ResourceType: Sized {
    /// The name in snapshots and rules: `aws.<service>.<thing>`.
    const TYPE: &'static str;
    /// The attributes that a rule can read, with those that every resource has.
    const ATTRIBUTES: &'static [&'static str];
    /// Nothing but an identity: every attribute is absent, empty, zero or false.
    fn at(
        id: impl Into<String>,
        name: impl Into<String>,
        account: &str,
        region: Option<&str>,
    ) -> Self;
}

/// The name of a resource type, one of those that this version knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct TypeName(pub &'static str);

impl<'de> Deserialize<'de> for TypeName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Resource::type_named(&text)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom(format_args!("unknown resource type `{text}`")))
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Defines a resource type: the attributes given, after those that every resource has.
macro_rules! resource {
    (
        $(#[$meta:meta])*
        pub struct $name:ident = $kind:literal {
            $( $(#[$field_meta:meta])* pub $field:ident: $ty:ty, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The resource type.
            #[serde(rename = "type")]
            #[schemars(extend("const" = $kind))]
            pub kind: $crate::TypeName,
            /// The ARN, or what stands for one where AWS has none.
            pub id: String,
            /// The name that a person would call it by.
            pub name: String,
            /// The audited account that it was seen from, twelve digits.
            pub account: String,
            /// The region; null for what belongs to the whole account.
            pub region: Option<String>,
            /// Tags by key.
            pub tags: $crate::Tags,
            $( $(#[$field_meta])* pub $field: $ty, )*
        }

        impl $crate::ResourceType for $name {
            const TYPE: &'static str = $kind;
            const ATTRIBUTES: &'static [&'static str] =
                &["id", "name", "account", "region", "tags", $(stringify!($field)),*];

            fn at(
                id: impl Into<String>,
                name: impl Into<String>,
                account: &str,
                region: Option<&str>,
            ) -> Self {
                Self {
                    kind: $crate::TypeName($kind),
                    id: id.into(),
                    name: name.into(),
                    account: account.to_owned(),
                    region: region.map(str::to_owned),
                    tags: $crate::Observed::Absent,
                    $( $field: Default::default(), )*
                }
            }
        }
    };
}
pub(crate) use resource;

/// A place where resources would have been, had their listing been readable.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct ScopeGap {
    /// Always `gap`.
    #[serde(rename = "type")]
    #[schemars(extend("const" = "gap"))]
    pub kind: String,
    /// The audited account.
    pub account: String,
    /// The region that could not be listed; null for what belongs to the whole account.
    pub region: Option<String>,
    /// The call that failed and what became of it.
    pub gap: Gap,
    /// The resource types of which some or all may be missing from this snapshot.
    pub hides: Vec<String>,
}

impl ScopeGap {
    /// The type that marks a gap's line in a snapshot.
    pub const TYPE: &'static str = "gap";

    /// A gap that hides resources of these types.
    #[must_use]
    pub fn new(account: &str, region: Option<&str>, gap: Gap, hides: &[&str]) -> Self {
        Self {
            kind: Self::TYPE.to_owned(),
            account: account.to_owned(),
            region: region.map(str::to_owned),
            gap,
            hides: hides.iter().map(|&kind| kind.to_owned()).collect(),
        }
    }

    /// What identifies it, so that it has a place in the canonical order.
    #[must_use]
    pub fn identity(&self) -> Identity<'_> {
        Identity {
            kind: Self::TYPE,
            id: &self.gap.action,
            name: &self.gap.action,
            account: &self.account,
            region: self.region.as_deref(),
        }
    }
}

/// Lists the resource types once; everything that must know them all is derived from the list.
macro_rules! resources {
    ($( $variant:ident => $ty:ty ),* $(,)?) => {
        /// Any resource of any type.
        #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
        #[serde(untagged)]
        pub enum Resource {
            $(
                #[doc = concat!("See [`", stringify!($ty), "`].")]
                $variant(Box<$ty>),
            )*
        }

        impl Resource {
            /// Every resource type, in the order that snapshots keep.
            pub const TYPES: &'static [&'static str] = &[$(<$ty as ResourceType>::TYPE),*];

            /// The attributes that a rule can read of a type; none when there is no such type.
            #[must_use]
            pub fn attributes(kind: &str) -> Option<&'static [&'static str]> {
                $( if kind == <$ty as ResourceType>::TYPE { return Some(<$ty as ResourceType>::ATTRIBUTES); } )*
                None
            }

            /// Reads one resource of a known type from a line of a snapshot.
            ///
            /// # Errors
            /// When the type is not known or the text does not have its shape.
            pub fn read(kind: &str, text: &str) -> serde_json::Result<Self> {
                $( if kind == <$ty as ResourceType>::TYPE {
                    return serde_json::from_str(text).map(|it| Self::$variant(Box::new(it)));
                } )*
                Err(serde::de::Error::custom(format_args!("unknown resource type `{kind}`")))
            }

            /// Nothing but an identity: what the cases of a rule are merged onto.
            #[must_use]
            pub fn baseline(kind: &str) -> Option<Self> {
                $( if kind == <$ty as ResourceType>::TYPE {
                    let it = <$ty as ResourceType>::at(
                        format!("arn:aws:example:us-east-1:111122223333:{kind}/example"),
                        "example",
                        "111122223333",
                        Some("us-east-1"),
                    );
                    return Some(Self::$variant(Box::new(it)));
                } )*
                None
            }

            /// What identifies it.
            #[must_use]
            pub fn identity(&self) -> Identity<'_> {
                match self {
                    $( Self::$variant(it) => Identity {
                        kind: <$ty as ResourceType>::TYPE,
                        id: &it.id,
                        name: &it.name,
                        account: &it.account,
                        region: it.region.as_deref(),
                    }, )*
                }
            }

            /// Its tags.
            #[must_use]
            pub fn tags(&self) -> &Tags {
                match self {
                    $( Self::$variant(it) => &it.tags, )*
                }
            }
        }

        $(
            impl From<$ty> for Resource {
                fn from(it: $ty) -> Self {
                    Self::$variant(Box::new(it))
                }
            }
        )*
    };
}

// Accounts and regions come first, so that a reader of the stream knows the
// account-wide settings before it meets the resources that live under them.
resources! {
    Account => aws::account::Account,
    Region => aws::account::Region,
    CloudTrailEventDataStore => aws::cloudtrail::EventDataStore,
    CloudTrailTrail => aws::cloudtrail::Trail,
    IamGroup => aws::iam::Group,
    IamOidcProvider => aws::iam::OidcProvider,
    IamPolicy => aws::iam::Policy,
    IamRole => aws::iam::Role,
    IamSamlProvider => aws::iam::SamlProvider,
    IamServerCertificate => aws::iam::ServerCertificate,
    IamUser => aws::iam::User,
    KmsKey => aws::kms::Key,
    OrganizationsAccount => aws::organizations::Account,
    OrganizationsPolicy => aws::organizations::Policy,
    OrganizationsRoot => aws::organizations::Root,
    OrganizationsUnit => aws::organizations::Unit,
    S3AccessPoint => aws::s3::AccessPoint,
    S3Bucket => aws::s3::Bucket,
    S3MultiRegionAccessPoint => aws::s3::MultiRegionAccessPoint,
    SsmComplianceSummary => aws::ssm::ComplianceSummary,
    SsmDocument => aws::ssm::Document,
    SsmInstance => aws::ssm::Instance,
    SsmMaintenanceWindow => aws::ssm::MaintenanceWindow,
    SsmParameter => aws::ssm::Parameter,
    SsmPatchBaseline => aws::ssm::PatchBaseline,
    SsmPatchGroup => aws::ssm::PatchGroup,
    WafWebAcl => aws::wafv2::WebAcl,
}

impl Resource {
    /// The type's own spelling, when this version knows it.
    #[must_use]
    pub fn type_named(text: &str) -> Option<&'static str> {
        Self::TYPES.iter().copied().find(|&kind| kind == text)
    }
}
