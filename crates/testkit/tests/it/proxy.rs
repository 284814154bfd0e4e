//! The proxy, with the fake endpoint in the emulator's place.

use bartizan_testkit::{FakeAws, Fault, Faults, Proxy, Scenario};
use serde_json::json;

use crate::client::Ask;

fn upstream() -> FakeAws {
    FakeAws::start(Scenario {
        instances: 0,
        ..Scenario::default()
    })
    .unwrap()
}

#[test]
fn answers_pass_byte_for_byte() {
    let upstream = upstream();
    let proxy = Proxy::start(&upstream.url(), Faults::none(), None).unwrap();
    for ask in [
        Ask::query("GetAccountAuthorizationDetails", &[]),
        Ask::s3("/payments-111122223333-00000?policy", "eu-west-1"),
        Ask::s3("/payments-111122223333-00000?acl", "us-east-1"),
        Ask::json("TrentService.ListKeys", "us-east-1", &json!({"Limit": 2})),
    ] {
        let (direct, proxied) = (ask.send(upstream.address()), ask.send(proxy.address()));
        assert_eq!(
            (direct.status, &direct.body),
            (proxied.status, &proxied.body)
        );
        for header in ["content-type", "x-amz-bucket-region"] {
            assert_eq!(direct.header(header), proxied.header(header));
        }
    }
    assert_eq!((proxy.stats().total(), upstream.stats().total()), (4, 8));
}

#[test]
fn faults_are_injected_by_operation_and_the_emulator_is_not_asked() {
    let upstream = upstream();
    let proxy = Proxy::start(
        &upstream.url(),
        Faults::none().on("KMS", "ListKeys", Fault::Deny),
        None,
    )
    .unwrap();
    let keys = Ask::json("TrentService.ListKeys", "us-east-1", &json!({})).send(proxy.address());
    let aliases =
        Ask::json("TrentService.ListAliases", "us-east-1", &json!({})).send(proxy.address());
    assert_eq!((keys.status, aliases.status), (400, 200));
    assert_eq!(
        (
            upstream.stats().count("KMS", "ListKeys"),
            upstream.stats().count("KMS", "ListAliases")
        ),
        (0, 1)
    );
}

#[test]
fn the_overlay_answers_for_machines_only() {
    let upstream = upstream();
    let overlay = Scenario::machines("111122223333", "us-east-1", 3);
    let proxy = Proxy::start(&upstream.url(), Faults::none(), Some(overlay)).unwrap();
    let count = |address, target, list: &str| {
        Ask::json(target, "us-east-1", &json!({}))
            .send(address)
            .json()[list]
            .as_array()
            .unwrap()
            .len()
    };
    let (machines, list) = (
        "AmazonSSM.DescribeInstanceInformation",
        "InstanceInformationList",
    );
    assert_eq!(
        (
            count(upstream.address(), machines, list),
            count(proxy.address(), machines, list)
        ),
        (0, 3)
    );
    let (parameters, list) = ("AmazonSSM.DescribeParameters", "Parameters");
    assert_eq!(
        count(upstream.address(), parameters, list),
        count(proxy.address(), parameters, list)
    );
}

#[test]
fn an_emulator_that_is_gone_is_a_bad_gateway() {
    let upstream = upstream();
    let proxy = Proxy::start(&upstream.url(), Faults::none(), None).unwrap();
    drop(upstream);
    assert_eq!(
        Ask::query("GetCallerIdentity", &[])
            .send(proxy.address())
            .status,
        502
    );
    assert!(Proxy::start("https://example.com", Faults::none(), None).is_err());
}
