//! The regions that buckets are looked at in.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use aws_sdk_s3::Client;

use super::ACTIONS;
use crate::kit::{AwsCx, client};

/// One region, and a client for it.
pub(super) struct View {
    pub(super) cx: AwsCx,
    pub(super) s3: Client,
}

/// The regions that this audit visits, each with a client that is made when its first bucket appears.
pub(super) struct Views<'a> {
    cx: &'a AwsCx,
    home: View,
    regional: BTreeMap<&'a str, OnceLock<View>>,
}

impl<'a> Views<'a> {
    pub(super) fn new(cx: &'a AwsCx) -> Self {
        // With the bucket in the host name, S3 refuses GetBucketLocation from outside the bucket's region.
        // <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html>
        let s3 = client!(aws_sdk_s3, cx, ACTIONS, |builder, _kit| {
            builder.force_path_style(true)
        });
        let visited = cx.kit().visited.iter();
        Self {
            cx,
            home: View { cx: cx.clone(), s3 },
            regional: visited
                .map(|region| (region.as_str(), OnceLock::new()))
                .collect(),
        }
    }

    /// The whole account, seen from the home region.
    pub(super) fn home(&self) -> &View {
        &self.home
    }

    /// A region; none when this audit does not visit it.
    pub(super) fn of(&self, region: &str) -> Option<&View> {
        let place = self.regional.get(region)?;
        Some(place.get_or_init(|| {
            let cx = self.cx.at(region);
            let s3 = client!(aws_sdk_s3, &cx, ACTIONS, |builder, kit| {
                builder.force_path_style(kit.emulated())
            });
            View { cx, s3 }
        }))
    }
}
