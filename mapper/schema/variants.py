"""Plans that are kept beside each other and not carried out: of beats, of borders, of staffing."""

from mapper.schema.kinds import Column, Table, key

# Command alone: a plan says who is to go where before anybody has agreed to it.
VARIANTS = Table(
    "variants",
    key("variant_id", "variant's number"),
    (
        Column("name", "text", "what it is called", required=True, screened=True),
        Column(
            "kind",
            "choice",
            "what is planned",
            choices={"beats": ("警务区",), "borders": ("界线",), "staffing": ("配警", "人员")},
            required=True,
        ),
        Column("kept_on", "date", "day on which it was kept"),
        Column("contents", "text", "the plan itself, as JSON; mapper/edits/variants.py reads and writes it"),
    ),
    key_prefix="Y",
)
