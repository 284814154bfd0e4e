//! The least calls with which an account can be read whole.

use std::collections::BTreeMap;

use super::iam::person;
use super::kms::{Kind, has_alias, kind};
use crate::scenario::Scenario;

/// The kinds of regional resource that ListResourcesForWebACL has to be asked for one by one.
/// <https://docs.aws.amazon.com/waf/latest/APIReference/API_ListResourcesForWebACL.html>
const PROTECTED_KINDS: usize = 7;

impl Scenario {
    /// By `Service.Operation`. The formula, with `R` regions and `⌈n/p⌉` pages:
    ///
    /// - who and where: one each of GetCallerIdentity and ListRegions, three of GetAlternateContact, one of
    ///   DescribeOrganization; in each region one of ListAnalyzers and one of GetServiceSetting
    /// - IAM: `⌈(users + groups + roles + policies)/1000⌉` of GetAccountAuthorizationDetails; the credential report
    ///   says who has keys and devices, so ListAccessKeys and ListMFADevices are needed only for those; one call of
    ///   tags a customer policy and provider; `⌈roles/1000⌉` of ListRoles for how long sessions may last
    /// - KMS: in each region `⌈keys/1000⌉` ListKeys and, where there are keys, `⌈aliases/100⌉` ListAliases; four calls
    ///   a key, and rotation for those that can rotate
    /// - S3: `⌈buckets/10000⌉` ListBuckets and eleven calls a bucket; one call for the account's block; in each region
    ///   `⌈points/1000⌉` ListAccessPoints and two calls an access point; one call and one a multi-region access point
    /// - CloudTrail: DescribeTrails and ListEventDataStores a region; two calls a trail, a third where the trail says
    ///   that it has Insights, and one of tags for 20 trails; one call and tags a store
    /// - WAFV2: ListWebACLs a region and once for CloudFront; three calls a web ACL, one for each kind of resource
    ///   that a regional one can protect, and one an own rule group
    /// - SSM: in each region one page of each of the seven listings at least; patch states of 50 machines a call; one
    ///   call a baseline, one a document, three a window, and tags of parameters, baselines and windows one by one
    pub(crate) fn least_calls(&self) -> BTreeMap<String, u64> {
        let mut least = BTreeMap::new();
        let mut add = |name: &str, calls: usize| {
            if calls > 0 {
                *least.entry(name.to_owned()).or_insert(0) += calls as u64;
            }
        };
        add("STS.GetCallerIdentity", 1);
        add("Account.ListRegions", 1);
        add("Account.GetAlternateContact", 3);
        add("Organizations.DescribeOrganization", 1);
        self.least_iam(&mut add);
        add(
            "S3.ListBuckets",
            pages(self.buckets, self.page(10_000)).max(1),
        );
        for read in [
            "Acl",
            "Encryption",
            "LifecycleConfiguration",
            "Logging",
            "OwnershipControls",
            "Policy",
            "Replication",
            "Tagging",
            "Versioning",
        ] {
            add(&format!("S3.GetBucket{read}"), self.buckets);
        }
        add("S3.GetPublicAccessBlock", self.buckets);
        add("S3.GetObjectLockConfiguration", self.buckets);
        add("S3 Control.GetPublicAccessBlock", 1);
        let everywhere = self.multi_region_access_points;
        add(
            "S3 Control.ListMultiRegionAccessPoints",
            pages(everywhere, self.page(100)).max(1),
        );
        add("S3 Control.GetMultiRegionAccessPointPolicy", everywhere);
        add(
            "CloudFront.ListDistributionsByWebACLId",
            self.cloudfront_acls,
        );
        for region in &self.regions {
            self.least_region(region, &mut add);
            self.least_kms(region, &mut add);
            self.least_trails(region, &mut add);
            self.least_waf(region, &mut add);
            self.least_ssm(region, &mut add);
        }
        least
    }

    fn page(&self, most: usize) -> usize {
        self.page_size.map_or(most, |size| size.min(most))
    }

    fn least_region(&self, region: &str, add: &mut impl FnMut(&str, usize)) {
        let analyzers = self.analyzers(region).len();
        add(
            "AccessAnalyzer.ListAnalyzers",
            pages(analyzers, self.page(100)).max(1),
        );
        add("SSM.GetServiceSetting", 1);
        let points = self.dealt(self.access_points, region).len();
        add(
            "S3 Control.ListAccessPoints",
            pages(points, self.page(1000)).max(1),
        );
        add("S3 Control.GetAccessPoint", points);
        add("S3 Control.GetAccessPointPolicy", points);
    }

    fn least_iam(&self, add: &mut impl FnMut(&str, usize)) {
        let people = || (0..self.users).map(person);
        // Two of AWS's own policies are in use.
        let principals = self.users + self.groups + self.roles + self.policies + 2;
        add(
            "IAM.GetAccountAuthorizationDetails",
            pages(principals, self.page(1000)).max(1),
        );
        add("IAM.ListRoles", pages(self.roles, self.page(1000)).max(1));
        add(
            "IAM.GenerateCredentialReport",
            1 + usize::try_from(self.report_polls).unwrap_or(0),
        );
        for once in [
            "GetCredentialReport",
            "GetAccountSummary",
            "GetAccountPasswordPolicy",
            "ListAccountAliases",
        ] {
            add(&format!("IAM.{once}"), 1);
        }
        // The root user's device comes first.
        add("IAM.ListVirtualMFADevices", 1);
        add(
            "IAM.ListAccessKeys",
            people().filter(|person| person.keys > 0).count(),
        );
        add(
            "IAM.ListMFADevices",
            people().filter(|person| person.device.is_some()).count(),
        );
        add("IAM.ListPolicyTags", self.policies);
        add("IAM.ListSAMLProviders", 1);
        add("IAM.ListSAMLProviderTags", self.providers);
        add("IAM.ListOpenIDConnectProviders", 1);
        add("IAM.GetOpenIDConnectProvider", self.providers);
        add(
            "IAM.ListServerCertificates",
            pages(self.providers, self.page(1000)).max(1),
        );
        add("IAM.ListServerCertificateTags", self.providers);
    }

    fn least_kms(&self, region: &str, add: &mut impl FnMut(&str, usize)) {
        let keys = self.dealt(self.keys, region);
        let aliases = keys.iter().filter(|&&key| has_alias(key)).count();
        add("KMS.ListKeys", pages(keys.len(), self.page(1000)).max(1));
        add(
            "KMS.ListAliases",
            if keys.is_empty() {
                0
            } else {
                pages(aliases, self.page(100)).max(1)
            },
        );
        for read in [
            "DescribeKey",
            "GetKeyPolicy",
            "ListGrants",
            "ListResourceTags",
        ] {
            add(&format!("KMS.{read}"), keys.len());
        }
        add(
            "KMS.GetKeyRotationStatus",
            keys.iter()
                .filter(|&&key| kind(key) != Kind::Asymmetric)
                .count(),
        );
    }

    fn least_trails(&self, region: &str, add: &mut impl FnMut(&str, usize)) {
        let trails = self.dealt(self.trails, region);
        let stores = self.dealt(self.event_data_stores, region).len();
        add("CloudTrail.DescribeTrails", 1);
        add("CloudTrail.GetTrailStatus", trails.len());
        add("CloudTrail.GetEventSelectors", trails.len());
        add(
            "CloudTrail.GetInsightSelectors",
            trails
                .iter()
                .filter(|&&trail| trail.is_multiple_of(3))
                .count(),
        );
        add("CloudTrail.ListTags", pages(trails.len() + stores, 20));
        add(
            "CloudTrail.ListEventDataStores",
            pages(stores, self.page(1000)).max(1),
        );
        add("CloudTrail.GetEventDataStore", stores);
    }

    fn least_waf(&self, region: &str, add: &mut impl FnMut(&str, usize)) {
        let regional = self.dealt(self.web_acls, region).len();
        let global = if region == "us-east-1" {
            self.cloudfront_acls
        } else {
            0
        };
        add("WAFV2.ListWebACLs", pages(regional, self.page(100)).max(1));
        if region == "us-east-1" {
            add("WAFV2.ListWebACLs", pages(global, self.page(100)).max(1));
        }
        for read in [
            "GetWebACL",
            "GetLoggingConfiguration",
            "ListTagsForResource",
        ] {
            add(&format!("WAFV2.{read}"), regional + global);
        }
        // All web ACLs of a region and scope refer to one rule group.
        add("WAFV2.GetRuleGroup", regional.min(1) + global.min(1));
        // Of CloudFront's scope only Amplify is asked for this way.
        add(
            "WAFV2.ListResourcesForWebACL",
            regional * PROTECTED_KINDS + global,
        );
    }

    fn least_ssm(&self, region: &str, add: &mut impl FnMut(&str, usize)) {
        let count = |total| self.dealt(total, region).len();
        let (instances, parameters) = (count(self.instances), count(self.parameters));
        let (baselines, windows) = (count(self.baselines), count(self.windows));
        let documents = count(self.documents);
        add("SSM.ListDocuments", pages(documents, self.page(50)).max(1));
        add("SSM.DescribeDocumentPermission", documents);
        add(
            "SSM.DescribeInstanceInformation",
            pages(instances, self.page(50)).max(1),
        );
        add(
            "SSM.DescribeInstancePatchStates",
            pages(instances, self.page(50)),
        );
        add(
            "SSM.DescribeParameters",
            pages(parameters, self.page(50)).max(1),
        );
        add(
            "SSM.DescribePatchBaselines",
            pages(baselines, self.page(100)).max(1),
        );
        add(
            "SSM.DescribePatchGroups",
            pages(baselines, self.page(100)).max(1),
        );
        add(
            "SSM.DescribeMaintenanceWindows",
            pages(windows, self.page(100)).max(1),
        );
        add("SSM.ListComplianceSummaries", 1);
        add("SSM.GetPatchBaseline", baselines);
        add("SSM.DescribeMaintenanceWindowTasks", windows);
        add("SSM.DescribeMaintenanceWindowTargets", windows);
        add("SSM.ListTagsForResource", parameters + baselines + windows);
    }
}

fn pages(items: usize, size: usize) -> usize {
    items.div_ceil(size.max(1))
}
