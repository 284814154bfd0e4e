//! CloudFront: which distributions a web ACL protects.

use super::view::View;
use crate::answer::{Answer, Served};
use crate::scenario::{days_ago, hex, number_in};

impl View<'_> {
    pub(super) fn cloudfront(&self) -> Served {
        if self.call().operation != "ListDistributionsByWebACLId" {
            return self.not_implemented();
        }
        let acl = self.call().text("WebACLId");
        // Every second web ACL protects one distribution.
        let number = number_in(acl).filter(|number| number.is_multiple_of(2));
        let items = number.map(|number| self.distribution(number, acl));
        let quantity = usize::from(items.is_some());
        Ok(Answer::xml(&format!(
            "<DistributionList xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Marker></Marker>\
             <MaxItems>100</MaxItems><IsTruncated>false</IsTruncated><Quantity>{quantity}</Quantity>\
             <Items>{}</Items></DistributionList>",
            items.unwrap_or_default()
        )))
    }

    /// A summary with every member that the API's model requires.
    /// <https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionSummary.html>
    fn distribution(&self, number: usize, acl: &str) -> String {
        let id = format!("E{}", hex("distribution", number, 13).to_uppercase());
        let account = self.account();
        format!(
            "<DistributionSummary><Id>{id}</Id><ARN>arn:aws:cloudfront::{account}:distribution/{id}</ARN>\
             <Status>Deployed</Status><LastModifiedTime>{}</LastModifiedTime>\
             <DomainName>{}.cloudfront.net</DomainName><Aliases><Quantity>0</Quantity></Aliases>\
             <Origins><Quantity>1</Quantity><Items><Origin><Id>origin</Id><DomainName>pay.example.com</DomainName>\
             <OriginPath></OriginPath></Origin></Items></Origins>\
             <DefaultCacheBehavior><TargetOriginId>origin</TargetOriginId>\
             <ViewerProtocolPolicy>redirect-to-https</ViewerProtocolPolicy></DefaultCacheBehavior>\
             <CacheBehaviors><Quantity>0</Quantity></CacheBehaviors>\
             <CustomErrorResponses><Quantity>0</Quantity></CustomErrorResponses><Comment></Comment>\
             <PriceClass>PriceClass_100</PriceClass><Enabled>true</Enabled>\
             <ViewerCertificate><CloudFrontDefaultCertificate>true</CloudFrontDefaultCertificate></ViewerCertificate>\
             <Restrictions><GeoRestriction><RestrictionType>none</RestrictionType><Quantity>0</Quantity>\
             </GeoRestriction></Restrictions><WebACLId>{acl}</WebACLId><HttpVersion>HTTP2</HttpVersion>\
             <IsIPV6Enabled>true</IsIPV6Enabled><Staging>false</Staging></DistributionSummary>",
            days_ago(40),
            hex("domain", number, 14),
        )
    }
}
