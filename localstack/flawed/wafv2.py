"""WAFv2: what stands before the public API, the internal one, and the website."""

from flawed.endpoint import MAIN, tags


def seen(name):
    """Metrics and samples on."""
    return {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name}


def managed(priority, name, count_only=(), version=None):
    """A rule group of AWS's; rules of it that only count are as good as off."""
    group = {"VendorName": "AWS", "Name": name}
    if version:
        group["Version"] = version
    if count_only:
        group["RuleActionOverrides"] = [{"Name": rule, "ActionToUse": {"Count": {}}} for rule in count_only]
    return {
        "Name": name, "Priority": priority, "Statement": {"ManagedRuleGroupStatement": group},
        "OverrideAction": {"None": {}}, "VisibilityConfig": seen(name),
    }


def rate(priority, limit):
    """So many requests in five minutes from one address."""
    return {
        "Name": "rate", "Priority": priority, "Statement": {"RateBasedStatement": {"Limit": limit, "AggregateKeyType": "IP", "EvaluationWindowSec": 300}},
        "Action": {"Block": {}}, "VisibilityConfig": seen("rate"),
    }


# name: (scope, default action, rules, log destination)
WEB_ACLS = {
    # As it should be, but for one rule that only counts.
    "payments-edge": (
        "REGIONAL", {"Allow": {}},
        [managed(0, "AWSManagedRulesCommonRuleSet", count_only=["SizeRestrictions_BODY"]),
         managed(1, "AWSManagedRulesSQLiRuleSet", version="Version_2.0"), rate(2, 2000)],
        f"arn:aws:firehose:us-east-1:{MAIN}:deliverystream/aws-waf-logs-payments",
    ),
    # Attacks on it leave no trace.
    "ledger-internal": ("REGIONAL", {"Block": {}}, [managed(0, "AWSManagedRulesKnownBadInputsRuleSet")], None),
    # Lets everything through, and writes nothing down.
    "website": ("CLOUDFRONT", {"Allow": {}}, [], None),
}


def seed(aws):
    """Makes them; those of CloudFront live in us-east-1 wherever the rest is."""
    regional, cloudfront = aws.client("wafv2"), aws.client("wafv2", "us-east-1")
    for name, (scope, default, rules, log) in WEB_ACLS.items():
        waf = cloudfront if scope == "CLOUDFRONT" else regional
        made = waf.create_web_acl(
            Name=name, Scope=scope, DefaultAction=default, Rules=rules, VisibilityConfig=seen(name), Tags=tags(team=name.split("-")[0])
        )
        if made and log:
            logging = {
                "ResourceArn": made["Summary"]["ARN"], "LogDestinationConfigs": [log],
                "RedactedFields": [{"SingleHeader": {"Name": "authorization"}}],
            }
            waf.put_logging_configuration(LoggingConfiguration=logging)
