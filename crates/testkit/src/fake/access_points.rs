//! S3 Control: the account-wide block, access points and multi-region access points.

use serde_json::json;

use super::s3::block;
use super::view::View;
use crate::answer::{Answer, Refusal, Served, escape};
use crate::scenario::{hex, number_in};

const NAMESPACE: &str = "http://awss3control.amazonaws.com/doc/2018-08-20/";

/// The only region that answers questions about multi-region access points.
const MULTI_REGION_HOME: &str = "us-west-2";

impl View<'_> {
    pub(super) fn s3_control(&self) -> Served {
        match self.call().operation.as_str() {
            "GetPublicAccessBlock" => Ok(control(
                "PublicAccessBlockConfiguration",
                &block([true, true, false, false]),
            )),
            "ListAccessPoints" => self.access_points(),
            "GetAccessPoint" => self.access_point(),
            "GetAccessPointPolicy" => self.access_point_policy(),
            "ListMultiRegionAccessPoints" => self.multi_region_points(),
            "GetMultiRegionAccessPointPolicy" => self.multi_region_policy(),
            _ => self.not_implemented(),
        }
    }

    /// What every answer says of an access point. One of three serves only its network.
    fn point(&self, number: usize) -> String {
        let (name, bucket) = (point_name(number), self.bucket_name(number));
        let network = if number % 3 == 2 {
            "<NetworkOrigin>VPC</NetworkOrigin><VpcConfiguration><VpcId>vpc-0a1b2c3d</VpcId></VpcConfiguration>"
        } else {
            "<NetworkOrigin>Internet</NetworkOrigin>"
        };
        format!(
            "<Name>{name}</Name>{network}<Bucket>{bucket}</Bucket><AccessPointArn>{}</AccessPointArn>\
             <BucketAccountId>{}</BucketAccountId>",
            self.arn("s3", &format!("accesspoint/{name}")),
            self.account()
        )
    }

    fn access_points(&self) -> Served {
        let here = self.here(self.scenario().access_points);
        let (page, next) = self.page_of(&here, "nextToken", "maxResults", 1000, 1000)?;
        let points: String = page
            .iter()
            .map(|&number| format!("<AccessPoint>{}</AccessPoint>", self.point(number)))
            .collect();
        Ok(control(
            "ListAccessPointsResult",
            &format!(
                "<AccessPointList>{points}</AccessPointList>{}",
                token(next.as_deref())
            ),
        ))
    }

    /// The access point that a call names.
    fn named_point(&self) -> Result<usize, Refusal> {
        let name = self.call().text("Name");
        number_in(name)
            .filter(|&number| {
                let here = self.here(self.scenario().access_points);
                point_name(number) == name && here.contains(&number)
            })
            .ok_or_else(|| {
                let message = "The specified accesspoint does not exist";
                Refusal::new(404, "NoSuchAccessPoint", message)
            })
    }

    /// One of four has its block switched off.
    fn access_point(&self) -> Served {
        let number = self.named_point()?;
        Ok(control(
            "GetAccessPointResult",
            &format!(
                "{}<PublicAccessBlockConfiguration>{}</PublicAccessBlockConfiguration>",
                self.point(number),
                block([number % 4 != 1; 4])
            ),
        ))
    }

    /// Every second one has a policy, which for one of four lets everybody read.
    fn access_point_policy(&self) -> Served {
        let number = self.named_point()?;
        if number.is_multiple_of(2) {
            let message = "The specified accesspoint policy does not exist";
            return Err(Refusal::new(404, "NoSuchAccessPointPolicy", message));
        }
        let arn = self.arn("s3", &format!("accesspoint/{}", point_name(number)));
        let principal = if number % 4 == 1 {
            json!("*")
        } else {
            json!({"AWS": self.iam_arn("root")})
        };
        let policy = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": format!("{arn}/object/*")
        }]});
        Ok(control(
            "GetAccessPointPolicyResult",
            &format!("<Policy>{}</Policy>", escape(&policy.to_string())),
        ))
    }

    fn multi_region_points(&self) -> Served {
        self.multi_region_home()?;
        let total = self.scenario().multi_region_access_points;
        let page = self.page(total, "nextToken", "maxResults", 100, 100)?;
        let points: String = page
            .items
            .map(|number| {
                let regions: String = self
                    .scenario()
                    .regions
                    .iter()
                    .take(2)
                    .enumerate()
                    .map(|(place, region)| {
                        let bucket = self.bucket_name(place);
                        format!("<Region><Bucket>{bucket}</Bucket><Region>{region}</Region></Region>")
                    })
                    .collect();
                format!(
                    "<AccessPoint><Name>{}</Name><Alias>m{}.mrap</Alias><PublicAccessBlock>{}</PublicAccessBlock>\
                     <Status>READY</Status><Regions>{regions}</Regions></AccessPoint>",
                    multi_region_name(number),
                    hex("mrap", number, 12),
                    block([number % 2 == 0; 4])
                )
            })
            .collect();
        Ok(control(
            "ListMultiRegionAccessPointsResult",
            &format!(
                "<AccessPoints>{points}</AccessPoints>{}",
                token(page.next.as_deref())
            ),
        ))
    }

    /// The first has a policy in force, the others only a proposed one.
    fn multi_region_policy(&self) -> Served {
        self.multi_region_home()?;
        let name = self.call().text("Name");
        let total = self.scenario().multi_region_access_points;
        let number = number_in(name)
            .filter(|&number| number < total && multi_region_name(number) == name)
            .ok_or_else(|| {
                let message = "The specified multi-region access point does not exist";
                Refusal::new(404, "NoSuchMultiRegionAccessPoint", message)
            })?;
        let policy = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": self.iam_arn("root")}, "Action": "s3:GetObject",
            "Resource": format!("arn:aws:s3::{}:accesspoint/{name}/object/*", self.account())
        }]});
        let policy = format!("<Policy>{}</Policy>", escape(&policy.to_string()));
        let versions = if number == 0 {
            format!("<Established>{policy}</Established><Proposed>{policy}</Proposed>")
        } else {
            format!("<Proposed>{policy}</Proposed>")
        };
        Ok(control(
            "GetMultiRegionAccessPointPolicyResult",
            &format!("<Policy>{versions}</Policy>"),
        ))
    }

    fn multi_region_home(&self) -> Result<(), Refusal> {
        if self.region() == MULTI_REGION_HOME {
            return Ok(());
        }
        let message = "This operation is not supported in this region";
        Err(Refusal::new(400, "InvalidRequest", message))
    }
}

fn point_name(number: usize) -> String {
    format!("readers-{number}")
}

fn multi_region_name(number: usize) -> String {
    format!("everywhere-{number}")
}

fn token(next: Option<&str>) -> String {
    next.map(|next| format!("<NextToken>{next}</NextToken>"))
        .unwrap_or_default()
}

fn control(root: &str, body: &str) -> Answer {
    Answer::xml(&format!("<{root} xmlns=\"{NAMESPACE}\">{body}</{root}>"))
}
