# METADATA
# title: No billing or operations contact
# description: |
#   AWS writes to these contacts about unpaid bills, planned maintenance and outages; without them such mail goes to
#   the root user's mailbox, which nobody should read daily.
#   A payments service that misses a suspension notice or a maintenance window stops for its customers.
# related_resources:
#   - https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html
# custom:
#   severity: low
#   resource: aws.account
#   reads: [alternate_contacts]
#   remediation: |
#     Console: Account, "Alternate contacts", "Billing" and "Operations": mailboxes that teams read. On the command
#     line:
#     aws account put-alternate-contact --alternate-contact-type OPERATIONS --name "Operations" \
#       --title Operations --email-address MAILBOX --phone-number NUMBER
#     Terraform: aws_account_alternate_contact with alternate_contact_type = "OPERATIONS", and one with "BILLING".
package rules.aws.account.without_billing_or_operations_contact

violation contains {"message": sprintf("no %s contact is registered", [lower(kind)]), "evidence": {"kind": kind}} if {
	some kind in {"BILLING", "OPERATIONS"}
	not registered(kind)
}

registered(kind) if kind in input.resource.alternate_contacts
