"""WAFv2: what stands before the public API, the internal ones, and the websites."""

from flawed.endpoint import MAIN, tags


def seen(name, metrics=True):
    """Samples on, and metrics."""
    return {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": metrics, "MetricName": name}


def managed(name, only_count=False, counting=(), version=None, scope_down=None):
    """A rule group of AWS's; rules of it that only count are as good as off."""
    group = {"VendorName": "AWS", "Name": f"AWSManagedRules{name}"}
    if version:
        group["Version"] = version
    if counting:
        group["RuleActionOverrides"] = [{"Name": rule, "ActionToUse": {"Count": {}}} for rule in counting]
    if scope_down:
        group["ScopeDownStatement"] = scope_down
    return {
        "Name": name, "Statement": {"ManagedRuleGroupStatement": group}, "OverrideAction": {"Count": {}} if only_count else {"None": {}},
        "VisibilityConfig": seen(name),
    }


def rate(limit, by="IP"):
    """So many requests in five minutes from one address."""
    limited = {"Limit": limit, "AggregateKeyType": by, "EvaluationWindowSec": 300}
    if by == "FORWARDED_IP":
        limited["ForwardedIPConfig"] = {"HeaderName": "X-Forwarded-For", "FallbackBehavior": "NO_MATCH"}
    return {"Name": "rate", "Statement": {"RateBasedStatement": limited}, "Action": {"Block": {}}, "VisibilityConfig": seen("rate")}


def own(group):
    """A rule group of the account's own."""
    return {
        "Name": f"own-{group}", "Statement": {"RuleGroupReferenceStatement": {"ARN": group}}, "OverrideAction": {"None": {}},
        "VisibilityConfig": seen(group),
    }


def geo(action, *countries, metrics=True):
    """What happens to requests from some countries."""
    return {
        "Name": f"{action.lower()}-countries", "Statement": {"GeoMatchStatement": {"CountryCodes": list(countries)}}, "Action": {action: {}},
        "VisibilityConfig": seen("countries", metrics),
    }


def attacks(kind):
    """A statement that recognizes attacks."""
    return {kind: {"FieldToMatch": {"AllQueryArguments": {}}, "TextTransformations": [{"Priority": 0, "Type": "URL_DECODE"}]}}


# What every web ACL of this company should have.
ALL = [managed("CommonRuleSet"), managed("SQLiRuleSet"), managed("KnownBadInputsRuleSet"), managed("AmazonIpReputationList"), rate(2000)]
REDACTED = [{"SingleHeader": {"Name": "authorization"}}, {"SingleHeader": {"Name": "cookie"}}]
TO = f"arn:aws:firehose:us-east-1:{MAIN}:deliverystream/aws-waf-logs-kestrel"
DROPS = {
    "DefaultBehavior": "KEEP",
    "Filters": [{"Behavior": "DROP", "Requirement": "MEETS_ANY", "Conditions": [{"ActionCondition": {"Action": "BLOCK"}}]}],
}

# name: (scope, rules)
GROUPS = {
    "injection": ("REGIONAL", [{
        "Name": "attacks", "Statement": {"OrStatement": {"Statements": [attacks("SqliMatchStatement"), attacks("XssMatchStatement")]}},
        "Action": {"Block": {}}, "VisibilityConfig": seen("attacks"),
    }]),
    # Made for later, and never filled.
    "later": ("REGIONAL", []),
}

# name: (scope, default action, rules, logging). Rules that are words are groups of the account's own.
WEB_ACLS = {
    # As they should be: with AWS's groups, and with a group of the account's own that sees the same attacks.
    "payments-edge": ("REGIONAL", "Allow", ALL, {"RedactedFields": REDACTED}),
    "disputes-api": (
        "REGIONAL", "Allow", ["injection", managed("KnownBadInputsRuleSet"), managed("AmazonIpReputationList"), rate(2000)],
        {"RedactedFields": REDACTED},
    ),
    # Attacks on it leave no trace.
    "ledger-internal": ("REGIONAL", "Block", [geo("Allow", "GB", "DE")], None),
    # Lets everything through, and writes nothing down.
    "website": ("CLOUDFRONT", "Allow", [], None),
    # Watches, "until we know that nothing breaks".
    "partner-api": (
        "REGIONAL", "Allow",
        [managed("CommonRuleSet", only_count=True), managed("SQLiRuleSet", only_count=True), managed("KnownBadInputsRuleSet", only_count=True)],
        {"RedactedFields": []},
    ),
    # All there, and each with a hole.
    "reports-api": (
        "REGIONAL", "Allow",
        [
            geo("Allow", "GB", metrics=False), managed("CommonRuleSet", counting=["CrossSiteScripting_BODY", "SizeRestrictions_BODY"]),
            managed("SQLiRuleSet", version="Version_1.0"),
            managed("KnownBadInputsRuleSet", scope_down={"GeoMatchStatement": {"CountryCodes": ["FR"]}}),
            managed("AmazonIpReputationList"), rate(200_000), "later",
        ],
        {"RedactedFields": REDACTED, "LoggingFilter": DROPS},
    ),
    # Counts requests by an address that whoever asks can make up.
    "app": ("CLOUDFRONT", "Allow", [*ALL[:4], rate(2000, by="FORWARDED_IP")], {"RedactedFields": REDACTED}),
}


def seed(aws):
    """Makes them; those of CloudFront live in us-east-1 wherever the rest is."""
    regional, cloudfront = aws.client("wafv2"), aws.client("wafv2", "us-east-1")
    groups = {}
    for name, (scope, rules) in GROUPS.items():
        made = regional.create_rule_group(Name=name, Scope=scope, Capacity=100, Rules=in_order(rules), VisibilityConfig=seen(name))
        groups[name] = made["Summary"]["ARN"] if made else f"arn:aws:wafv2:us-east-1:{MAIN}:regional/rulegroup/{name}/none"
    for name, (scope, default, rules, logging) in WEB_ACLS.items():
        waf = cloudfront if scope == "CLOUDFRONT" else regional
        rules = [{**own(groups[rule]), "Name": rule} if isinstance(rule, str) else rule for rule in rules]
        made = waf.create_web_acl(
            Name=name, Scope=scope, DefaultAction={default: {}}, Rules=in_order(rules), VisibilityConfig=seen(name),
            Tags=tags(team=name.split("-")[0]),
        )
        if made and logging:
            config = {"ResourceArn": made["Summary"]["ARN"], "LogDestinationConfigs": [TO], **logging}
            waf.put_logging_configuration(LoggingConfiguration=config)


def in_order(rules):
    """The same rules, each with its place."""
    return [{**rule, "Priority": place} for place, rule in enumerate(rules)]
