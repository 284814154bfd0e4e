# METADATA
# title: No security contact
# description: |
#   AWS tells the security contact about leaked keys and abuse that it sees; without one the notice goes to the
#   mailbox of the root user alone.
#   When a key leaks, the hours until the right people know decide how much money moves.
# related_resources:
#   - https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/account-controls.html
# custom:
#   severity: medium
#   resource: aws.account
#   reads: [alternate_contacts]
#   remediation: |
#     Console: Account, "Alternate contacts", "Security": a mailbox that a team reads, not a person. On the command
#     line:
#     aws account put-alternate-contact --alternate-contact-type SECURITY --name "Security team" \
#       --title Security --email-address MAILBOX --phone-number NUMBER
#     Terraform: aws_account_alternate_contact with alternate_contact_type = "SECURITY".
package rules.aws.account.without_security_contact

violation contains {"message": "no security contact is registered"} if not registered

registered if "SECURITY" in input.resource.alternate_contacts
