"""SELinux or AppArmor is in the state that the site wants."""

from conformance.config.expectations import AcceptedAccessControl as Accepted
from conformance.config.expectations import Expectations
from conformance.model.facts import AccessControl
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import PROFILE, around, host

CONFINED = PROFILE.model_copy(update={"expect": Expectations(mandatory_access_control=(Accepted.APPARMOR,))})


CASE = Case(
    "access_control",
    around(host(access_control=AccessControl(state="none")), host("h2"), profile=CONFINED),
    "mandatory access control: apparmor",
    "none",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
