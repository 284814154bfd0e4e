//! Operators by AWS's page, and against naive ones.

use proptest::prelude::*;

use super::*;
use crate::residual::Residual;

fn given(context: &[(&str, &[&str])]) -> Context {
    let mut all = Context::new();
    for (key, values) in context {
        match values {
            [one] => all.set(key, *one),
            many => all.set_many(key, many.iter().copied()),
        }
    }
    all
}

fn test(operator: &str, values: &[&str]) -> Test {
    let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
    Test::new(operator, "k", &values, true)
}

/// `None`: the request does not carry the key.
fn holds(operator: &str, values: &[&str], request: Option<&[&str]>) -> bool {
    let context = request.map_or_else(Context::new, |values| given(&[("k", values)]));
    let facts = Given {
        context: &context,
        mode: Mode::Strict,
    };
    match test(operator, values).holds(&facts) {
        Residual::Always => true,
        Residual::Never => false,
        open => unreachable!("{operator}: {open}"),
    }
}

/// Operator, policy values, request value, whether it holds.
const SINGLE: &[(&str, &[&str], &str, bool)] = &[
    ("StringEquals", &["a", "b"], "b", true),
    ("StringEquals", &["a*"], "ab", false),
    ("stringequals", &["a"], "a", true),
    ("StringNotEquals", &["a", "b"], "b", false),
    ("StringEqualsIgnoreCase", &["ÄB"], "äb", true),
    ("StringNotEqualsIgnoreCase", &["Ab"], "aB", false),
    ("StringLike", &["a?c*"], "abc/d:e", true),
    ("StringNotLike", &["a*", "b*"], "ba", false),
    ("NumericEquals", &["1.0"], "1", true),
    ("NumericEquals", &["1e2"], "100", true),
    ("NumericNotEquals", &["1"], "2", true),
    ("NumericLessThan", &["10"], "9.5", true),
    ("NumericLessThanEquals", &["-3"], "-3", true),
    ("NumericGreaterThan", &["10"], "9", false),
    ("NumericGreaterThanEquals", &["10"], "inf", false),
    ("NumericLessThan", &["10"], "5 apples", false),
    ("NumericLessThan", &["nan"], "5", false),
    (
        "DateEquals",
        &["2026-01-01T02:00:00+02:00"],
        "1767225600",
        true,
    ),
    (
        "DateEquals",
        &["2026-01-01"],
        "2026-01-01T00:00:00.000Z",
        true,
    ),
    ("DateLessThan", &["2026"], "2025-12-31T23:59:59Z", true),
    ("DateGreaterThan", &["2026-02"], "20260201T000001Z", true),
    (
        "DateGreaterThanEquals",
        &["2026-01-01T00:00Z"],
        "2026-01-01T00:00:00Z",
        true,
    ),
    (
        "DateLessThanEquals",
        &["2026-02-30T00:00:00Z"],
        "2026-01-01T00:00:00Z",
        false,
    ),
    (
        "DateNotEquals",
        &["2026-01-01T00:00:00Z"],
        "2026-01-01T00:00:01Z",
        true,
    ),
    ("Bool", &["true"], "True", true),
    ("Bool", &["true"], "false", false),
    ("Bool", &["true"], "yes", false),
    ("Bool", &["true", "false"], "false", true),
    ("BinaryEquals", &["QmluYXJ5"], "QmluYXJ5", true),
    ("BinaryEquals", &["QmluYXJ5"], "QmluYXJ6", false),
    ("IpAddress", &["0.0.0.0/0"], "203.0.113.7", true),
    ("IpAddress", &["0.0.0.0/0"], "2001:db8::1", false),
    ("IpAddress", &["::/0"], "2001:db8::1", true),
    ("IpAddress", &["203.0.113.77/24"], "203.0.113.7", true),
    ("IpAddress", &["203.0.113.7"], "203.0.113.8", false),
    ("IpAddress", &["2001:DB8:0:0:0:0:0:1"], "2001:db8::1", true),
    ("IpAddress", &["203.0.113.0/33"], "203.0.113.0", false),
    (
        "NotIpAddress",
        &["192.0.2.0/24", "203.0.113.0/24"],
        "203.0.113.7",
        false,
    ),
    ("NotIpAddress", &["192.0.2.0/24"], "not an address", true),
    (
        "ArnLike",
        &["arn:aws:sns:*:111111111111:t*"],
        "arn:aws:sns:eu-west-1:111111111111:topic",
        true,
    ),
    ("ArnLike", &["arn:aws:s3:::b/*"], "arn:aws:s3:::b/k:v", true),
    (
        "ArnLike",
        &["arn:aws:x:*:1:f/*"],
        "arn:aws:x:r:9:s/a:1:f/d",
        false,
    ),
    (
        "ArnEquals",
        &["arn:aws:sns:*:*:t"],
        "arn:aws:sns:eu-west-1:1:t",
        true,
    ),
    ("ArnEquals", &["*"], "arn:aws:sns:eu-west-1:1:t", true),
    (
        "ArnEquals",
        &["arn:aws:sns"],
        "arn:aws:sns:eu-west-1:1:t",
        false,
    ),
    (
        "ArnNotLike",
        &["arn:aws:sns:*:*:t"],
        "arn:aws:sqs:eu-west-1:1:t",
        true,
    ),
    ("Null", &["true"], "", false),
    ("Null", &["false"], "x", true),
    // With one value a quantifier changes nothing.
    ("ForAnyValue:StringLike", &["a*"], "ab", true),
    ("ForAllValues:StringNotLike", &["a*"], "ab", false),
    // A value of nothing counts as none.
    ("ForAllValues:StringEquals", &["a"], "", true),
    ("ForAnyValue:StringEquals", &[""], "", false),
];

#[test]
fn operators_compare_as_documented() {
    for (operator, values, request, expected) in SINGLE {
        assert_eq!(
            holds(operator, values, Some(&[*request])),
            *expected,
            "{operator} {values:?} {request}"
        );
    }
}

#[test]
fn a_missing_key_fails_what_is_not_negated_and_passes_if_exists() {
    for (operator, expected) in [
        ("StringEquals", false),
        ("StringNotEquals", true),
        ("StringEqualsIfExists", true),
        ("StringNotEqualsIfExists", true),
        ("NumericLessThan", false),
        ("DateGreaterThanIfExists", true),
        ("Bool", false),
        ("BoolIfExists", true),
        ("NotIpAddress", true),
        ("ArnNotLike", true),
        ("ForAllValues:StringEquals", true),
        ("ForAllValues:StringNotEquals", true),
        ("ForAnyValue:StringEquals", false),
        ("ForAnyValue:StringNotEquals", false),
        ("ForAnyValue:StringEqualsIfExists", true),
    ] {
        assert_eq!(holds(operator, &["1"], None), expected, "{operator}");
        assert_eq!(
            holds(operator, &["1"], Some(&[])),
            expected,
            "{operator}, none"
        );
    }
    assert!(holds("Null", &["true"], None));
    assert!(!holds("Null", &["false"], None));
}

#[test]
fn an_operator_that_aws_does_not_have_is_neither_met_nor_failed() {
    for operator in [
        "StringIs",
        "NullIfExists",
        "ForAnyValue:Null",
        "IfExists",
        "",
    ] {
        let context = given(&[("k", &["a"])]);
        let facts = Given {
            context: &context,
            mode: Mode::Strict,
        };
        let found = test(operator, &["a"]).holds(&facts);
        assert!(
            matches!(
                found,
                Residual::Requirement {
                    atom: Atom::Unsupported(_),
                    ..
                }
            ),
            "{operator}: {found}"
        );
    }
}

#[test]
fn variables_stand_in_string_and_arn_operators_alone() {
    let context = given(&[
        ("k", &["arn:aws:iam::1:user/a*"]),
        ("v", &["arn:aws:iam::1:user/a*"]),
        ("n", &["1"]),
    ]);
    let holds = |operator: &str, key: &str, value: &str| {
        let facts = Given {
            context: &context,
            mode: Mode::Strict,
        };
        Test::new(operator, key, &[value.to_owned()], true).holds(&facts) == Residual::Always
    };
    assert!(holds("StringEquals", "k", "${v}"));
    assert!(holds("StringLike", "k", "*${V}"), "keys have no case");
    assert!(holds("ArnEquals", "k", "${v}"));
    assert!(holds("StringEqualsIgnoreCase", "k", "${v}"));
    assert!(!holds("NumericEquals", "n", "${n}"));
    assert!(!holds("StringEquals", "k", "${none}"));
    assert!(holds("StringNotEquals", "k", "${none}"));
    assert!(holds("StringEquals", "n", "${none, '1'}"));
}

#[test]
fn a_key_that_holds_a_list_is_no_variable() {
    for key in [
        "aws:TagKeys",
        "aws:CalledVia",
        "dynamodb:Attributes",
        "dynamodb:LeadingKeys",
    ] {
        let context = given(&[(key, &["a"]), ("k", &["a"])]);
        let facts = Given {
            context: &context,
            mode: Mode::Strict,
        };
        let value = format!("${{{key}}}");
        assert_eq!(
            test("StringEquals", &[&value]).holds(&facts),
            Residual::Never,
            "{key}"
        );
        assert_eq!(
            test("StringNotEquals", &[&value]).holds(&facts),
            Residual::Always,
            "{key}"
        );
    }
}

#[test]
fn what_is_not_known_is_said_in_the_operators_words() {
    let context = Context::new();
    let facts = Given {
        context: &context,
        mode: Mode::Discovery,
    };
    for (operator, said) in [
        ("StringEquals", "k StringEquals `1`"),
        ("StringNotEquals", "k StringNotEquals `1`"),
        ("StringNotEqualsIfExists", "k StringNotEquals `1`"),
        ("StringEqualsIfExists", "k StringEqualsIfExists `1`"),
        (
            "ForAllValues:StringEquals",
            "k ForAllValues:StringEquals `1`",
        ),
        (
            "ForAllValues:StringNotEquals",
            "k ForAllValues:StringNotEquals `1`",
        ),
        ("ForAnyValue:StringLike", "k ForAnyValue:StringLike `1`"),
        ("NumericLessThan", "k NumericLessThan `1`"),
    ] {
        let open = test(operator, &["1"]).holds(&facts);
        assert_eq!(open.to_string(), said);
        assert_ne!(open.clone().not().to_string(), said);
        assert_eq!(
            open.clone().and(open.clone().not()).simplify(),
            Residual::Never
        );
        assert_eq!(open.clone().or(open.not()).simplify(), Residual::Always);
    }
    assert_eq!(
        test("Null", &["false"]).holds(&facts).to_string(),
        "k Null `false`"
    );
    assert_eq!(
        test("Null", &["true"]).holds(&facts).to_string(),
        "k Null `true`"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Quantifier × negation × IfExists over sets, by their definitions.
    #[test]
    fn sets_are_compared_as_defined(
        all: bool, negated: bool, if_exists: bool,
        policy in prop::collection::vec("[ab]", 0..3), request in prop::collection::vec("[abc]", 0..4),
    ) {
        let operator = format!(
            "For{}:String{}Equals{}",
            if all { "AllValues" } else { "AnyValue" },
            if negated { "Not" } else { "" },
            if if_exists { "IfExists" } else { "" },
        );
        let one = |value: &String| policy.contains(value) != negated;
        let expected = if all {
            request.iter().all(one)
        } else {
            request.iter().any(one) || (if_exists && request.is_empty())
        };
        let policy: Vec<&str> = policy.iter().map(String::as_str).collect();
        let request: Vec<&str> = request.iter().map(String::as_str).collect();
        prop_assert_eq!(holds(&operator, &policy, Some(&request)), expected);
    }

    #[test]
    fn ranges_hold_what_their_bits_say(address: u32, network: u32, length in 0_u32..=32) {
        let same = length == 0 || (address ^ network) >> (32 - length) == 0;
        let range = format!("{}/{length}", std::net::Ipv4Addr::from(network));
        let address = std::net::Ipv4Addr::from(address).to_string();
        prop_assert_eq!(holds("IpAddress", &[&range], Some(&[&address])), same);
        prop_assert_eq!(holds("NotIpAddress", &[&range], Some(&[&address])), !same);
    }

    #[test]
    fn long_ranges_hold_what_their_bits_say(address: u128, flip in 0_u32..128, length in 0_u32..=128) {
        let network = address ^ (1 << (127 - flip));
        let range = format!("{}/{length}", std::net::Ipv6Addr::from(network));
        let address = std::net::Ipv6Addr::from(address).to_string();
        prop_assert_eq!(holds("IpAddress", &[&range], Some(&[&address])), length <= flip);
    }

    #[test]
    fn numbers_compare_as_numbers(a in -1000_i32..1000, b in -1000_i32..1000) {
        let (policy, request) = (format!("{}", f64::from(a) / 4.0), format!("{}", f64::from(b) / 4.0));
        for (operator, expected) in [
            ("NumericEquals", b == a), ("NumericNotEquals", b != a), ("NumericLessThan", b < a),
            ("NumericLessThanEquals", b <= a), ("NumericGreaterThan", b > a), ("NumericGreaterThanEquals", b >= a),
        ] {
            prop_assert_eq!(holds(operator, &[&policy], Some(&[&request])), expected, "{}", operator);
        }
    }

    /// The same moment in any of its forms is the same moment.
    #[test]
    fn dates_are_moments(seconds in 0_i64..4_000_000_000, later in 1_i64..100_000, hours in -12_i32..=12) {
        let forms = |seconds: i64| {
            let stamp = jiff::Timestamp::from_second(seconds).unwrap_or_default();
            let offset = jiff::tz::Offset::from_seconds(hours * 3600).unwrap_or(jiff::tz::Offset::UTC);
            let local = offset.to_datetime(stamp);
            [
                seconds.to_string(),
                stamp.to_string(),
                format!("{}.000Z", stamp.strftime("%Y-%m-%dT%H:%M:%S")),
                format!("{}{hours:+03}:00", local.strftime("%Y-%m-%dT%H:%M:%S")),
                stamp.strftime("%Y%m%dT%H%M%SZ").to_string(),
            ]
        };
        for policy in forms(seconds) {
            for request in forms(seconds) {
                if policy.len() == 4 || request.len() == 4 { continue }
                prop_assert!(holds("DateEquals", &[&policy], Some(&[&request])), "{} {}", policy, request);
            }
            for request in forms(seconds + later) {
                if policy.len() == 4 || request.len() == 4 { continue }
                prop_assert!(holds("DateGreaterThan", &[&policy], Some(&[&request])), "{} {}", policy, request);
                prop_assert!(!holds("DateLessThanEquals", &[&policy], Some(&[&request])));
            }
        }
    }

    /// No text of a policy or a request stops the engine.
    #[test]
    fn any_text_is_taken(operator in ".{0,20}", value in ".{0,30}", request in ".{0,30}") {
        for operator in [operator.as_str(), "DateEquals", "NumericEquals", "IpAddress", "ArnLike", "BinaryEquals", "StringLike"] {
            let context = given(&[("k", &[&request])]);
            let facts = Given { context: &context, mode: Mode::Strict };
            let _ = test(operator, &[&value]).holds(&facts);
        }
    }
}
