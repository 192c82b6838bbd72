"""What the page of how often intervals hold says, around its tables."""

LOPSIDED = """From fifty respondents on, {inside} of the {cells} cells lie between .88 and .92, and none below {lowest}.
A survey of whole people cannot be right at every share: with fifty respondents and a true share of
.02 the only coverages to be had near .90 are .736 and .922. In {none} of the other cells no interval
whose ends rise with the count holds between .88 and .92: all of them were gone through. In {could} one could, if
it missed on one side much oftener than on the other (the chance of the larger miss, where .05 is meant):
{shown}. An interval that is to be read from both sides is not made so."""

PAGE = """# How often intervals hold and tests reject

Made by `python benchmarks/intervals.py`; every cell is in the CSV files beside this page. Nominal 90%
intervals, tests at 5%, two-sided.

## In short

The band is .88 to .92, from fifty respondents on. Where fewer than {few} people of the rarer answer are to
be expected (of as many as the survey is worth), it may well be that nobody gives it, and an interval
then reaches to 0 and holds: plain and weighted cells of that kind lie mostly above the band, some with
clusters or with a handful of heavy people below it, and for some no interval is in it. Three numbers of
the rule for weights were chosen on weighted cells such as these, and the two for margins on raked ones;
those with clusters were looked at afterwards.

{bands}

## The interval for a share, and for the probability of guilty

Exact: all outcomes of the survey are enumerated. The probability of guilty rises with the share, so
its interval holds as often. Shares across, respondents down.

{share}

{tails}

The part of the true shares .02, .03, ..., .98 at which coverage is between .88 and .92, with the least and
the most; and the part at which any interval could be:

{wide}

## The interval for an effect

Exact over both surveys, twelve jurors, the tug of war without patience. Missed above: the whole interval lay
above the truth. Where both trials are alike, that is how often a one-sided test at 5% finds an effect.

{effect}

## The test, with no true effect

Exact. Unweighted, independent answers: never above .05, by construction.

{null}

## Weights that have nothing to do with answers

Simulated, {sets} surveys a cell; a rejection of .05 has a standard error of {error}. Least and
most over the thirteen shares: those at which {few} or more of the rarer answer are expected, and the others.
Worth: the effective size as a share of those asked.

{weighted}

## Weights that have

A group of respondents stands for more than its part of them and leans to guilty otherwise than the others;
so in both conditions. Kish's effective size takes no notice.
{kish}

{related}

Ten in a hundred are five of fifty: where only a handful of people carry a third of the weight and hardly
anyone else leans to guilty, it is not known how they vary, and intervals hold less often than they say.

Shares that are equal, though weights and answers are related otherwise in the second condition. That is not a
trial without an effect: one group is moved up and the other down. No test of equal shares that draws the two
conditions together can be exact there:

{apart}

## Raked weights

Raked to one trait or two, {sets} surveys a cell. Two groups each, of which 30 and 35 in 100 were asked and each is half of the
people; or six and two. Who leans to guilty in which group stands in benchmarks/raked_surveys.py: margins say nothing, little
(.45 to .6), much (.2 to .8), or nearly all (.05 to .95). Where they say otherwise in the second condition, or say something there
alone, its share is the same. Of whole sessions: everybody of a session is of one group. As given: how weights do that come in a
column, without what their margins say.

{raked}

## The interval for an effect, with weights

A twentieth as many surveys a cell: a coverage has a standard error of {error_of_effect}.

{carried}

## Clusters

Simulated likewise, so many clusters of so many respondents in each condition, with a resemblance
between two of one cluster that the analysis has to estimate.

{clustered}

With weights as well: 20 in 100 persons, or whole sessions, stand for half. A fifth as many surveys, a standard error of
{error_of_fifth}.

{sessions}

Sessions that saw both versions, so many people of each in either. Across: the correlation of what sessions lean to in one
version with what they lean to in the other, 1 where a session is the same in both and 0 where it has no more in
common than two sessions. As two: each session counted as one in each version. A fifth as many surveys, for effects
a twenty-fifth: their coverage has a standard error of {error_of_tenth}.

{shared}

Where a session is the same in both versions and its people resemble each other much, intervals for the effect
hold somewhat more often than they say: the likeness across is taken to be no more than that within.

Where guilty leanings are rare and clusters resemble each other much, nearly all of them lie in one or
two clusters, and the resemblance is not well known: intervals then hold less often than they say.
"""
