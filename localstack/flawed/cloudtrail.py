"""CloudTrail: one trail that sees everything, one that stopped, one that cannot prove its logs."""

from flawed.endpoint import MAIN, tags

LOG_GROUP = "kestrel-cloudtrail"


def seed(aws, keys):
    """Makes trails and an event data store."""
    main, europe = aws.client("cloudtrail"), aws.client("cloudtrail", "eu-west-1")
    # Everywhere, validated, encrypted, watched: as it should be.
    group = aws.client("logs").create_log_group(logGroupName=LOG_GROUP)
    log = f"arn:aws:logs:us-east-1:{MAIN}:log-group:{LOG_GROUP}:*" if group else None
    trail(main, "kestrel-all", IsMultiRegionTrail=True, IncludeGlobalServiceEvents=True, EnableLogFileValidation=True,
          KmsKeyId=keys["audit-log"], **({"CloudWatchLogsLogGroupArn": log, "CloudWatchLogsRoleArn": f"arn:aws:iam::{MAIN}:role/service/cloudtrail"}
                                         if log else {}))
    main.put_event_selectors(
        TrailName="kestrel-all",
        AdvancedEventSelectors=[
            {"Name": "management", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]},
            {"Name": "payments' objects", "FieldSelectors": [
                {"Field": "eventCategory", "Equals": ["Data"]},
                {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
                {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::kestrel-payments/"]},
            ]},
        ],
    )
    main.put_insight_selectors(TrailName="kestrel-all", InsightSelectors=[{"InsightType": "ApiCallRateInsight"}])
    # Stopped "for the migration" and never started again.
    trail(main, "kestrel-legacy", logging=False, bucket="kestrel-legacy-trail", EnableLogFileValidation=False)
    # Logs, but only reads, only here, and unvalidated.
    trail(europe, "kestrel-eu", bucket="kestrel-audit-log-eu", EnableLogFileValidation=False)
    europe.put_event_selectors(
        TrailName="kestrel-eu", EventSelectors=[{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": True, "DataResources": []}]
    )
    main.create_event_data_store(Name="kestrel-lake", MultiRegionEnabled=True, RetentionPeriod=90, TagsList=tags(team="platform"))


def trail(client, name, logging=True, bucket="kestrel-audit-log", **settings):
    """Makes one trail."""
    client.create_trail(Name=name, S3BucketName=bucket, TagsList=tags(team="platform"), **settings)
    if logging:
        client.start_logging(Name=name)
