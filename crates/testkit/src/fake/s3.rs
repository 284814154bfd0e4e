//! S3's buckets.

use super::documents;
use super::view::{View, tags};
use crate::answer::{Answer, Refusal, Served, escape};
use crate::scenario::{days_ago, hex, number_in, team, uuid};

pub(super) const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";
const ALL_USERS: &str = "http://acs.amazonaws.com/groups/global/AllUsers";

impl View<'_> {
    pub(super) fn s3(&self) -> Served {
        let operation = self.call().operation.as_str();
        if operation == "ListBuckets" {
            return self.list_buckets();
        }
        let name = self.call().text("Bucket");
        let Some(bucket) = number_in(name).filter(|&bucket| self.bucket_name(bucket) == name)
        else {
            return Err(Refusal::new(
                404,
                "NoSuchBucket",
                "The specified bucket does not exist",
            ));
        };
        let home = self.scenario().region_of(bucket);
        if home != self.region() && operation != "GetBucketLocation" {
            let message = "The bucket you are attempting to access must be addressed using the specified endpoint.";
            return Err(
                Refusal::new(301, "PermanentRedirect", message).header("x-amz-bucket-region", home)
            );
        }
        match operation {
            "GetBucketAcl" => self.bucket_acl(bucket),
            "GetBucketEncryption" => self.bucket_encryption(bucket),
            "GetBucketLocation" => {
                let place = if home == "us-east-1" { "" } else { home };
                Ok(Answer::xml(&format!(
                    "<LocationConstraint xmlns=\"{NAMESPACE}\">{place}</LocationConstraint>"
                )))
            }
            "GetBucketLifecycleConfiguration" => bucket_lifecycle(bucket),
            "GetBucketLogging" => self.bucket_logging(bucket),
            "GetBucketOwnershipControls" => bucket_ownership(bucket),
            "GetBucketPolicy" => documents::bucket(name, bucket)
                .map(|policy| Answer::new(200, "application/json", policy.to_string()))
                .ok_or_else(|| {
                    Refusal::new(
                        404,
                        "NoSuchBucketPolicy",
                        "The bucket policy does not exist",
                    )
                }),
            "GetBucketReplication" => self.bucket_replication(bucket),
            "GetBucketTagging" => bucket_tags(bucket),
            "GetBucketVersioning" => Ok(bucket_versioning(bucket)),
            "GetObjectLockConfiguration" => bucket_lock(bucket),
            "GetPublicAccessBlock" => bucket_block(bucket),
            _ => self.not_implemented(),
        }
    }

    /// Bucket names are unique in the world, so the account is part of them.
    pub(super) fn bucket_name(&self, bucket: usize) -> String {
        format!("{}-{}-{bucket:05}", team(bucket), self.account())
    }

    /// A bucket's region is only told to who asks with a parameter.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>
    fn list_buckets(&self) -> Served {
        let parameters = [
            "bucket-region",
            "continuation-token",
            "max-buckets",
            "prefix",
        ];
        let told = parameters
            .iter()
            .any(|name| self.call().params.contains_key(*name));
        let region = self.call().text("bucket-region");
        let prefix = self.call().text("prefix");
        let all: Vec<_> = (0..self.scenario().buckets)
            .filter(|&bucket| region.is_empty() || self.scenario().region_of(bucket) == region)
            .filter(|&bucket| prefix.is_empty() || self.bucket_name(bucket).starts_with(prefix))
            .collect();
        let (page, next) =
            self.page_of(&all, "continuation-token", "max-buckets", 10_000, 10_000)?;
        let buckets: String = page
            .iter()
            .map(|&bucket| {
                let (name, region) = (self.bucket_name(bucket), self.scenario().region_of(bucket));
                format!(
                    "<Bucket><Name>{name}</Name><CreationDate>{}</CreationDate>{}</Bucket>",
                    days_ago(50 + bucket % 700),
                    if told {
                        format!("<BucketRegion>{region}</BucketRegion>")
                    } else {
                        String::new()
                    }
                )
            })
            .collect();
        let token = next
            .map(|next| format!("<ContinuationToken>{next}</ContinuationToken>"))
            .unwrap_or_default();
        let owner = hex("owner", 0, 64);
        Ok(Answer::xml(&format!(
            "<ListAllMyBucketsResult xmlns=\"{NAMESPACE}\"><Owner><ID>{owner}</ID></Owner>\
             <Buckets>{buckets}</Buckets>{token}</ListAllMyBucketsResult>"
        )))
    }

    /// One bucket of 30 is open to everybody.
    fn bucket_acl(&self, bucket: usize) -> Served {
        const XSI: &str = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
        let owner = hex("owner", 0, 64);
        let mut grants = format!(
            "<Grant><Grantee {XSI} xsi:type=\"CanonicalUser\"><ID>{owner}</ID></Grantee>\
             <Permission>FULL_CONTROL</Permission></Grant>"
        );
        if bucket % 30 == 9 {
            grants.push_str(&format!(
                "<Grant><Grantee {XSI} xsi:type=\"Group\"><URI>{ALL_USERS}</URI></Grantee>\
                 <Permission>READ</Permission></Grant>"
            ));
        }
        Ok(Answer::xml(&format!(
            "<AccessControlPolicy xmlns=\"{NAMESPACE}\"><Owner><ID>{owner}</ID></Owner>\
             <AccessControlList>{grants}</AccessControlList></AccessControlPolicy>"
        )))
    }

    fn bucket_encryption(&self, bucket: usize) -> Served {
        let rule = if bucket % 3 == 1 {
            let key = format!(
                "arn:aws:kms:{}:{}:key/{}",
                self.region(),
                self.account(),
                uuid("key", bucket)
            );
            format!("<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>{key}</KMSMasterKeyID>")
        } else {
            "<SSEAlgorithm>AES256</SSEAlgorithm>".to_owned()
        };
        Ok(Answer::xml(&format!(
            "<ServerSideEncryptionConfiguration xmlns=\"{NAMESPACE}\"><Rule><ApplyServerSideEncryptionByDefault>{rule}\
             </ApplyServerSideEncryptionByDefault><BucketKeyEnabled>{}</BucketKeyEnabled></Rule>\
             </ServerSideEncryptionConfiguration>",
            bucket % 3 == 1
        )))
    }

    /// One bucket of eight is copied to another account.
    fn bucket_replication(&self, bucket: usize) -> Served {
        if bucket % 8 != 2 {
            let message = "The replication configuration was not found";
            return Err(Refusal::new(
                404,
                "ReplicationConfigurationNotFoundError",
                message,
            ));
        }
        Ok(Answer::xml(&format!(
            "<ReplicationConfiguration xmlns=\"{NAMESPACE}\"><Role>{}</Role><Rule><ID>copy</ID><Priority>1</Priority>\
             <Filter><Prefix></Prefix></Filter><Status>Enabled</Status>\
             <DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication>\
             <Destination><Bucket>arn:aws:s3:::{}-copy</Bucket><Account>333344445555</Account></Destination></Rule>\
             </ReplicationConfiguration>",
            self.iam_arn("role/replication"),
            self.bucket_name(bucket)
        )))
    }

    fn bucket_logging(&self, bucket: usize) -> Served {
        let enabled = if bucket.is_multiple_of(2) {
            format!(
                "<LoggingEnabled><TargetBucket>{}</TargetBucket><TargetPrefix>{}/</TargetPrefix></LoggingEnabled>",
                self.bucket_name(2),
                self.bucket_name(bucket)
            )
        } else {
            String::new()
        };
        Ok(Answer::xml(&format!(
            "<BucketLoggingStatus xmlns=\"{NAMESPACE}\">{enabled}</BucketLoggingStatus>"
        )))
    }
}

pub(super) fn block([acls, ignore, policy, restrict]: [bool; 4]) -> String {
    format!(
        "<BlockPublicAcls>{acls}</BlockPublicAcls><IgnorePublicAcls>{ignore}</IgnorePublicAcls>\
         <BlockPublicPolicy>{policy}</BlockPublicPolicy><RestrictPublicBuckets>{restrict}</RestrictPublicBuckets>"
    )
}

/// One bucket of six has none, one of 30 has it switched off.
fn bucket_block(bucket: usize) -> Served {
    if bucket % 6 == 5 {
        let message = "The public access block configuration was not found";
        return Err(Refusal::new(
            404,
            "NoSuchPublicAccessBlockConfiguration",
            message,
        ));
    }
    let block = block([bucket % 30 != 9; 4]);
    Ok(Answer::xml(&format!(
        "<PublicAccessBlockConfiguration xmlns=\"{NAMESPACE}\">{block}</PublicAccessBlockConfiguration>"
    )))
}

/// Buckets with a public ACL are older than ownership controls.
fn bucket_ownership(bucket: usize) -> Served {
    let ownership = match bucket % 30 {
        9 => "ObjectWriter",
        14 => {
            let message = "The bucket ownership controls were not found";
            return Err(Refusal::new(404, "OwnershipControlsNotFoundError", message));
        }
        _ => "BucketOwnerEnforced",
    };
    Ok(Answer::xml(&format!(
        "<OwnershipControls xmlns=\"{NAMESPACE}\"><Rule><ObjectOwnership>{ownership}</ObjectOwnership></Rule>\
         </OwnershipControls>"
    )))
}

/// Two buckets of three have rules; of those every second one also ends old versions.
fn bucket_lifecycle(bucket: usize) -> Served {
    if bucket.is_multiple_of(3) {
        let message = "The lifecycle configuration does not exist";
        return Err(Refusal::new(404, "NoSuchLifecycleConfiguration", message));
    }
    let old = if bucket.is_multiple_of(2) {
        "<Rule><ID>old</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status>\
         <NoncurrentVersionExpiration><NoncurrentDays>90</NoncurrentDays></NoncurrentVersionExpiration></Rule>"
    } else {
        ""
    };
    Ok(Answer::xml(&format!(
        "<LifecycleConfiguration xmlns=\"{NAMESPACE}\"><Rule><ID>uploads</ID><Filter><Prefix>in/</Prefix></Filter>\
         <Status>Enabled</Status><AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation>\
         </AbortIncompleteMultipartUpload><Transition><Days>30</Days><StorageClass>GLACIER</StorageClass></Transition>\
         </Rule>{old}</LifecycleConfiguration>"
    )))
}

fn bucket_tags(bucket: usize) -> Served {
    let tags: String = tags(bucket)
        .iter()
        .map(|(key, value)| {
            format!(
                "<Tag><Key>{key}</Key><Value>{}</Value></Tag>",
                escape(value)
            )
        })
        .collect();
    if tags.is_empty() {
        return Err(Refusal::new(
            404,
            "NoSuchTagSet",
            "The TagSet does not exist",
        ));
    }
    Ok(Answer::xml(&format!(
        "<Tagging xmlns=\"{NAMESPACE}\"><TagSet>{tags}</TagSet></Tagging>"
    )))
}

fn bucket_versioning(bucket: usize) -> Answer {
    let status = match bucket % 4 {
        0 | 2 => "<Status>Enabled</Status><MfaDelete>Disabled</MfaDelete>",
        1 => "<Status>Suspended</Status>",
        _ => "",
    };
    Answer::xml(&format!(
        "<VersioningConfiguration xmlns=\"{NAMESPACE}\">{status}</VersioningConfiguration>"
    ))
}

fn bucket_lock(bucket: usize) -> Served {
    let rule = match bucket % 12 {
        2 => {
            "<Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Years>7</Years></DefaultRetention></Rule>"
        }
        8 => "",
        _ => {
            let message = "Object Lock configuration does not exist for this bucket";
            return Err(Refusal::new(
                404,
                "ObjectLockConfigurationNotFoundError",
                message,
            ));
        }
    };
    Ok(Answer::xml(&format!(
        "<ObjectLockConfiguration xmlns=\"{NAMESPACE}\"><ObjectLockEnabled>Enabled</ObjectLockEnabled>{rule}\
         </ObjectLockConfiguration>"
    )))
}
