//! Every listing, drained page by page.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use bartizan_testkit::{FakeAws, Fault, Faults, Scenario};
use serde_json::{Value, json};

use crate::client::Ask;

fn fake(page_size: usize) -> FakeAws {
    FakeAws::start(Scenario {
        page_size: Some(page_size),
        ..Scenario::default()
    })
    .unwrap()
}

/// Drains a listing of a JSON service; returns the sizes of its pages and the `id`s of its items.
fn drain(
    address: SocketAddr,
    target: &str,
    list: &str,
    id: &str,
    tokens: (&str, &str),
) -> (Vec<usize>, BTreeSet<String>) {
    let (mut sizes, mut ids, mut token) = (Vec::new(), BTreeSet::new(), Value::Null);
    loop {
        let own = json!([{"Key": "Owner", "Values": ["Self"]}]);
        let mut body = json!({"Scope": "REGIONAL", "Filters": own});
        if !token.is_null() {
            body[tokens.0] = token;
        }
        let page = Ask::json(target, "us-east-1", &body).send(address);
        assert_eq!(page.status, 200, "{}", page.body);
        let page = page.json();
        let items = page[list].as_array().unwrap();
        sizes.push(items.len());
        ids.extend(
            items
                .iter()
                .map(|item| item[id].as_str().unwrap().to_owned()),
        );
        token = page[tokens.1].clone();
        if token.is_null() {
            return (sizes, ids);
        }
    }
}

#[test]
fn json_listings_are_paged_and_whole() {
    let fake = fake(1);
    let next = ("NextToken", "NextToken");
    for (target, list, id, tokens, total) in [
        (
            "TrentService.ListKeys",
            "Keys",
            "KeyId",
            ("Marker", "NextMarker"),
            4,
        ),
        (
            "TrentService.ListAliases",
            "Aliases",
            "AliasName",
            ("Marker", "NextMarker"),
            3,
        ),
        (
            "AWSWAF_20190729.ListWebACLs",
            "WebACLs",
            "ARN",
            ("NextMarker", "NextMarker"),
            1,
        ),
        (
            "AmazonSSM.DescribeInstanceInformation",
            "InstanceInformationList",
            "InstanceId",
            next,
            3,
        ),
        (
            "AmazonSSM.DescribeParameters",
            "Parameters",
            "Name",
            next,
            2,
        ),
        (
            "AmazonSSM.ListDocuments",
            "DocumentIdentifiers",
            "Name",
            next,
            1,
        ),
        (
            "AmazonSSM.DescribePatchBaselines",
            "BaselineIdentities",
            "BaselineId",
            next,
            4,
        ),
        (
            "AmazonSSM.DescribePatchGroups",
            "Mappings",
            "PatchGroup",
            next,
            1,
        ),
        (
            "AmazonSSM.DescribeMaintenanceWindows",
            "WindowIdentities",
            "WindowId",
            next,
            1,
        ),
    ] {
        let (sizes, ids) = drain(fake.address(), target, list, id, tokens);
        assert_eq!((sizes, ids.len()), (vec![1; total], total), "{target}");
    }
}

#[test]
fn authorization_details_are_paged_over_users_groups_roles_and_policies() {
    let fake = fake(3);
    let (mut pages, mut arns, mut marker) = (0, BTreeSet::new(), String::new());
    loop {
        let mut form = vec![
            ("Filter.member.1", "User"),
            ("Filter.member.2", "Role"),
            ("Filter.member.3", "Group"),
        ];
        if !marker.is_empty() {
            form.push(("Marker", &marker));
        }
        let page = Ask::query("GetAccountAuthorizationDetails", &form).send(fake.address());
        pages += 1;
        arns.extend(
            page.body
                .split("<Arn>")
                .skip(1)
                .map(|rest| rest.split('<').next().unwrap().to_owned()),
        );
        if page.element("IsTruncated") == Some("false") {
            break;
        }
        marker = page.element("Marker").unwrap().to_owned();
    }
    assert_eq!((pages, arns.len()), (5, 8 + 5 + 2));
}

#[test]
fn roles_access_points_and_analyzers_are_paged() {
    let fake = fake(1);
    let (mut seconds, mut marker) = (Vec::new(), String::new());
    loop {
        let form: &[_] = if marker.is_empty() {
            &[]
        } else {
            &[("Marker", &*marker)]
        };
        let page = Ask::query("ListRoles", form).send(fake.address());
        seconds.push(page.element("MaxSessionDuration").unwrap().to_owned());
        if page.element("IsTruncated") == Some("false") {
            break;
        }
        marker = page.element("Marker").unwrap().to_owned();
    }
    assert_eq!(seconds, ["3600", "3600", "3600", "3600", "43200"]);
    let control = |path: &str| {
        let ask = Ask::new("GET", path, "s3", "eu-west-1");
        ask.header("x-amz-account-id", "111122223333")
            .send(fake.address())
    };
    let first = control("/v20180820/accesspoint?maxResults=1000");
    let token = first.element("NextToken").unwrap();
    let second = control(&format!(
        "/v20180820/accesspoint?maxResults=1000&nextToken={token}"
    ));
    assert_eq!(
        (first.element("Name"), second.element("Name")),
        (Some("readers-0"), Some("readers-3"))
    );
    assert_eq!(second.element("NextToken"), None);
    let analyzers = |path: &str| {
        Ask::new("GET", path, "access-analyzer", "eu-west-1")
            .send(fake.address())
            .json()
    };
    let first = analyzers("/analyzer");
    let token = first["nextToken"].as_str().unwrap();
    let second = analyzers(&format!("/analyzer?nextToken={token}"));
    assert_eq!(first["analyzers"][0]["type"], "ACCOUNT");
    assert_eq!(second["analyzers"][0]["type"], "ACCOUNT_UNUSED_ACCESS");
    assert_eq!(second["nextToken"], Value::Null);
}

#[test]
fn buckets_are_paged_when_asked() {
    let fake = fake(100);
    let first = Ask::s3("/?max-buckets=4", "us-east-1").send(fake.address());
    let token = first.element("ContinuationToken").unwrap();
    let second = Ask::s3(
        &format!("/?max-buckets=4&continuation-token={token}"),
        "us-east-1",
    )
    .send(fake.address());
    let count = |page: &str| page.matches("<BucketRegion>").count();
    assert_eq!((count(&first.body), count(&second.body)), (4, 2));
    assert_eq!(second.element("ContinuationToken"), None);
}

#[test]
fn pages_larger_than_aws_allows_are_refused() {
    let fake = fake(100);
    for (target, body) in [
        ("TrentService.ListKeys", json!({"Limit": 1001})),
        ("TrentService.ListAliases", json!({"Limit": 101})),
        ("AmazonSSM.DescribeParameters", json!({"MaxResults": 51})),
        (
            "AmazonSSM.DescribeInstancePatchStates",
            json!({"InstanceIds": vec!["i-0"; 51]}),
        ),
        (
            "AmazonSSM.DescribeParameters",
            json!({"NextToken": "made up"}),
        ),
    ] {
        let seen = Ask::json(target, "us-east-1", &body).send(fake.address());
        assert_eq!(
            (seen.status, seen.json()["__type"].as_str()),
            (400, Some("ValidationException")),
            "{target} {body}"
        );
    }
    let seen = Ask::query("ListVirtualMFADevices", &[("MaxItems", "1001")]).send(fake.address());
    assert_eq!(
        (seen.status, seen.element("Code")),
        (400, Some("ValidationError"))
    );
}

#[test]
fn a_repeated_token_never_ends() {
    let faults = Faults::none().on("KMS", "ListKeys", Fault::RepeatToken);
    let fake = FakeAws::start(Scenario {
        faults,
        ..Scenario::default()
    })
    .unwrap();
    let ask = |body| {
        Ask::json("TrentService.ListKeys", "us-east-1", &body)
            .send(fake.address())
            .json()
    };
    let first = ask(json!({}));
    let second = ask(json!({"Marker": first["NextMarker"]}));
    assert_eq!(first["Truncated"], true);
    assert_eq!(first["NextMarker"], second["NextMarker"]);
}
