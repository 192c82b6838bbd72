"""Checks for those who write models of their own."""

from juryroom.testing.model_contract import check_model as check_model
