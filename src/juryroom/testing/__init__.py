"""Checks for those who write models of their own."""

from juryroom.testing.model_contract import check_model as check_model
from juryroom.testing.statistics import assert_law as assert_law
from juryroom.testing.statistics import assert_proportion as assert_proportion
