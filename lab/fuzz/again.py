"""Judges the evidence that a run kept with the causes as they are now."""

from lab.fuzz.score import DrawnResult
from lab.fuzz.store import DrawnStore
from lab.matrix.replay import classified


def judged_again(store: DrawnStore) -> list[DrawnResult]:
    """The results of a run, as if its evidence had been judged now. What has no evidence stays as it was. Nothing is kept.

    :raises LabError: `conformance classify` failed
    """
    results = store.results()
    kept = [(result, bundle) for result in results if result.score is not None and (bundle := store.bundle(result))]
    verdicts = classified([bundle for _, bundle in kept]) if kept else []
    again = {result.trial: result.model_copy(update={"verdict": verdict}) for (result, _), verdict in zip(kept, verdicts, strict=True)}
    return [again.get(result.trial, result) for result in results]
