"""The account as a whole: whom AWS turns to, and the organization that it belongs to."""

# Where the endpoint has no organizations, policies name this one.
NO_ORGANIZATION = "o-kestrel0001"


def seed(aws):
    """Registers a contact and makes the organization; returns its id."""
    # AWS knows whom to send the bill to, and not whom to wake.
    contacts(aws, "BILLING")
    made = aws.client("organizations").create_organization(FeatureSet="ALL")
    return made["Organization"]["Id"] if made else NO_ORGANIZATION


def contacts(aws, *kinds):
    """Registers alternate contacts."""
    for kind in kinds:
        aws.client("account").put_alternate_contact(
            AlternateContactType=kind, Name="Kestrel Pay", Title=kind.title(), EmailAddress=f"{kind.lower()}@kestrelpay.example",
            PhoneNumber="+1 555 0100",
        )
