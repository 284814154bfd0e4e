use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use bartizan_collect::{Action, Settings, Stats, Sweep};
use bartizan_model::Reason;

use crate::fault::sent;
use crate::http;
use crate::kit::{AwsCx, Kit, client};

const LIST_KEYS: Action = Action::new("KMS", "ListKeys", "kms:ListKeys");
const DECLARED: &[Action] = &[LIST_KEYS];
const NONE: &[Action] = &[];

/// A view whose endpoint nobody serves: whatever is sent comes back as unreachable.
fn view(declared: &'static [Action]) -> AwsCx {
    let credentials = Credentials::new("AKIAEXAMPLE", "example", None, None, "tests");
    let sdk = SdkConfig::builder()
        .behavior_version(aws_config::BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http::client())
        .region(Region::from_static("us-east-1"))
        .endpoint_url("http://127.0.0.1:1")
        .build();
    let kit = Kit::unplanned(sdk);
    let sweep = Sweep::new(Settings::default(), Arc::new(Stats::default()));
    sweep.cx(Arc::new(kit), "111122223333", Some("us-east-1"), declared)
}

#[tokio::test]
async fn the_client_refuses_a_call_that_is_not_declared_before_sending_it() {
    let cx = view(NONE);
    let kms = client!(aws_sdk_kms, &cx, NONE);
    let fault = sent(kms.list_keys().send()).await.map(|_| ()).unwrap_err();
    assert_eq!(fault.reason, Reason::Undeclared);
}

#[tokio::test]
async fn the_client_sends_a_call_that_is_declared() {
    let cx = view(DECLARED);
    let kms = client!(aws_sdk_kms, &cx, DECLARED);
    let fault = sent(kms.list_keys().send()).await.map(|_| ()).unwrap_err();
    assert_eq!(
        fault.reason,
        Reason::Unreachable,
        "it got as far as the network"
    );
    let fault = sent(kms.schedule_key_deletion().key_id("k").send())
        .await
        .map(|_| ())
        .unwrap_err();
    assert_eq!(
        fault.reason,
        Reason::Undeclared,
        "the same client still refuses what changes things"
    );
}

#[tokio::test]
async fn the_view_refuses_an_undeclared_action_too() {
    let cx = view(NONE);
    let asked = cx.ask(LIST_KEYS, || async { Ok(()) }).await;
    assert_eq!(asked.gap().map(|gap| gap.reason), Some(Reason::Undeclared));
}
