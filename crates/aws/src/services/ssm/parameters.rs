//! Parameters by name and type, never their values.

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{ParameterMetadata, ResourceTypeForTagging};
use bartizan_model::ResourceType;
use bartizan_model::aws::ssm::Parameter;

use super::{DESCRIBE_PARAMETERS, arn, tags};
use crate::fault::sent;
use crate::kit::AwsCx;
use crate::time::timestamp;

/// Hands over the region's parameters. Their tags cost a call each, the least that the API allows.
pub(super) async fn parameters(cx: &AwsCx, ssm: &Client) {
    let parameters = cx
        .list(
            DESCRIBE_PARAMETERS,
            &[Parameter::TYPE],
            |token| {
                sent(
                    ssm.describe_parameters()
                        .max_results(50)
                        .set_next_token(token)
                        .send(),
                )
            },
            |page| (page.parameters.unwrap_or_default(), page.next_token),
        )
        .await;
    cx.each(parameters, |it| parameter(cx, ssm, it)).await;
}

async fn parameter(cx: &AwsCx, ssm: &Client, it: ParameterMetadata) {
    let Some(name) = it.name else {
        return;
    };
    let tags = tags(cx, ssm, ResourceTypeForTagging::Parameter, &name).await;
    let arn = arn(cx, "ssm", &resource(&name));
    cx.emit(Parameter {
        value_type: it.r#type.map(|kind| kind.to_string()),
        kms_key: it.key_id,
        tier: it.tier.map(|tier| tier.to_string()),
        data_type: it.data_type,
        modified_at: it.last_modified_date.as_ref().and_then(timestamp),
        tags,
        ..Parameter::at(arn, name, cx.account(), cx.region())
    });
}

/// The last part of a parameter's ARN, in which the slash that leads a path is not repeated.
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html>
fn resource(name: &str) -> String {
    format!("parameter/{}", name.strip_prefix('/').unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_has_no_double_slash() {
        assert_eq!(
            resource("/payments/db/password"),
            "parameter/payments/db/password"
        );
        assert_eq!(resource("plain"), "parameter/plain");
    }
}
