"""The R package sate, every export under its own name with dots made underscores.

    from juryroom.compat import sate
    sate.as_jury_point(sample_pg=0.5, jury_n=12)

By default these are the numbers of sate 3.1.1, to 1e-12 where it computes and in distribution where
it draws. `preset` gives the earlier releases. Where sate goes wrong on bad input without a word, it
is refused here. The page "If you come from sate" has each function with its counterpart in
juryroom, and each defect with what happens here instead.

Edwards, B. sate: Scientific Analysis of Trial Errors, R package, version 3.1.1, CRAN, 2026, CC0.
"""

from juryroom.compat.sate.chain import get_pG_by_k as get_pG_by_k
from juryroom.compat.sate.chain import rounds_to_verdict as rounds_to_verdict
from juryroom.compat.sate.chain import transition_matrix as transition_matrix
from juryroom.compat.sate.deliberation import deliberate as deliberate
from juryroom.compat.sate.deliberation import deliberate_civil as deliberate_civil
from juryroom.compat.sate.demographics import StateInfo as StateInfo
from juryroom.compat.sate.demographics import state_demographic_info as state_demographic_info
from juryroom.compat.sate.demographics import (
    target_population_demographics as target_population_demographics,
)
from juryroom.compat.sate.figures import basic_plot_grid as basic_plot_grid
from juryroom.compat.sate.figures import compact_harm_plot as compact_harm_plot
from juryroom.compat.sate.figures import graph_effect_defendant as graph_effect_defendant
from juryroom.compat.sate.figures import graph_estimate as graph_estimate
from juryroom.compat.sate.jurors import compare_juror_stats as compare_juror_stats
from juryroom.compat.sate.jury import as_jury_point as as_jury_point
from juryroom.compat.sate.jury import as_jury_stats as as_jury_stats
from juryroom.compat.sate.jury import compare_jury_stats as compare_jury_stats
from juryroom.compat.sate.ordered import Table as Table
from juryroom.compat.sate.ordered import prob_ord_from_pool as prob_ord_from_pool
from juryroom.compat.sate.ordered import prob_ordered_verdicts as prob_ordered_verdicts
from juryroom.compat.sate.ordered import transition_matrix_ordered as transition_matrix_ordered
from juryroom.compat.sate.presets import Preset as Preset
from juryroom.compat.sate.presets import preset as preset
from juryroom.compat.sate.row import Row as Row
from juryroom.compat.sate.simulated import sim_as_jury_stats as sim_as_jury_stats
from juryroom.compat.sate.simulated import sim_compare_jury_stats as sim_compare_jury_stats
from juryroom.compat.sate.strikes import select_with_strikes as select_with_strikes
from juryroom.compat.sate.survey import (
    encode_cloud_respondent_variables as encode_cloud_respondent_variables,
)
from juryroom.compat.sate.vintages import EXPORTS as EXPORTS
from juryroom.compat.sate.vintages import VINTAGES as VINTAGES
from juryroom.compat.sate.vintages import Vintage as Vintage
from juryroom.compat.sate.vintages import vintage_of as vintage_of
from juryroom.compat.sate.weights import Weighted as Weighted
from juryroom.compat.sate.weights import weights_for_population as weights_for_population
