"""The template of the onboarding interviews, through its three versions."""

from sources.demo.script import Criterion, Family, Goal

FAMILY = Family(
    template_id="tpl_onboarding",
    name="Onboarding interview",
    description="Learns what a new customer does, with whom, and what they hope to get.",
    instructions=(
        "Welcome the customer and learn their role, team and first project.",
        (
            "Welcome the customer, learn their role, team, tools and first project; ask what "
            "worried them before signing up."
        ),
        "As before, but start from the launch date and confirm every number you hear.",
    ),
    goals=(
        Goal("role", "text", "What the person does, in their own words", critical=True),
        Goal("team_size", "number", "How many people will use the product"),
        Goal("current_tools", "list", "What they use today for the same job", since=2),
        Goal("first_project", "text", "What they want to do first", critical=True),
        Goal("launch_date", "date", "When the first project has to be live"),
        Goal("sso_needed", "boolean", "Whether single sign-on is a must", since=3),
        Goal(
            "heard_from",
            "category",
            "How they found us",
            ("colleague", "search", "event", "newsletter"),
            until=2,
        ),
        Goal("biggest_worry", "text", "What could make this fail for them", since=2),
    ),
    criteria=(
        Criterion(
            "confirmed_numbers",
            "Every number heard is repeated back",
            ("The team size was acknowledged before moving on.", "The agent took up the number."),
            ("The agent went straight on after the number was given.",),
        ),
        Criterion(
            "no_leading_questions",
            "Questions do not suggest their answer",
            ("All questions were open.", "No question contained an answer to agree with."),
            ("One follow-up put an answer into the person's mouth.",),
        ),
    ),
    began=(400, 130, 45),
    hook="https://hooks.northwind.example/roxels/onboarding",
    callback="onboardingDone",
    chained="https://crm.northwind.example/api/accounts",
)
