"""What the terminal says about a run before it begins."""

from conformance.plan.choice import Choice, Strategy
from conformance.run.agreement import Selection, made_of, mark
from conformance.run.run_facts import RunFacts
from conformance.text.writing import for_terminal


def run_header(facts: RunFacts, selection: Selection) -> list[str]:
    """Cloud, hosts, pairs, lanes, workers; how the inventory was read; which hosts are excluded, and why; where the results will be."""
    site, plan = facts.site, facts.plan
    hosts, pairs = len(site.hosts), len(site.hosts) * (len(site.hosts) - 1)
    lines = [
        f"conformance: cloud {site.cloud} by profile {site.profile}: {_count(hosts, 'compute host')}, {_count(pairs, 'ordered pair')}, "
        f"{_count(plan.lanes, 'lane')} on {_count(facts.workers, 'worker')}{' of all shards' if facts.shard else ''}"
    ]
    inventory = facts.target.inventory
    if inventory.path is not None:
        lines.append(f"  inventory {inventory.path}: {'; '.join(filter(None, (inventory.how, inventory.left_out)))}")
    if facts.known_issues is not None:
        of_them = sum(1 for _ in facts.known_issues.expired())
        entries = _count(len(facts.known_issues.issues), "entry", "entries")
        lines.append(f"  known issues {facts.known_issues.file}: {entries}{f', {of_them} of them expired' if of_them else ''}")
    if facts.choice.strategy is not Strategy.ALL:
        chosen = sum(1 for _ in plan.pairs())
        lines.append(f"  strategy {_chosen(facts.choice)}: {_count(chosen, 'pair')} in {_count(plan.rounds, 'round')}")
    if facts.shard:
        lines.append(f"  shard {facts.shard} of plan {mark(made_of(facts, selection))}: the other shards must say the same plan")
    lines.extend(f"  disabled: {host.name} ({host.disabled_reason or 'no reason given'})" for host in site.hosts if not host.takes_part)
    by_nova = [host for host in site.hosts if host.disabled_by_nova]
    lines.extend(f"  tested, as Nova has disabled it itself: {host.name} ({host.disabled_reason})" for host in by_nova)
    if site.excluded:
        lines.append(f"  excluded by --allow, --deny or the profile: {', '.join(host.name for host in site.excluded)}")
    lines.extend(f"  note: {note}" for note in site.notes)
    lines.extend(f"  too full: {name}: {why}" for name, why in facts.without_room.items())
    if facts.resumed is not None:
        lines.append(
            f"  resumes run {facts.resumed.name}, with the profile and inventory that it read unless --profile or --inventory is given"
        )
    lines.extend(f"  out of reach: {why}" for why in facts.out_of_reach.values())
    if facts.run_id:
        lines.append(f"  run {facts.run_id}, results in {facts.run_dir}")
    return [for_terminal(line) for line in lines]


def _chosen(choice: Choice) -> str:
    """The strategy with what is needed to have the same pairs again."""
    if choice.strategy is Strategy.CHANGED_HOSTS:
        return f"{choice.strategy} ({', '.join(choice.changed)})"
    if choice.strategy is Strategy.CLASSES:
        return f"{choice.strategy} ({_count(len(set(choice.classes.values())), 'class', 'classes')})"
    if choice.strategy is Strategy.SAMPLE:
        return f"{choice.strategy} (--sample {choice.size} --seed {choice.seed})"
    if choice.strategy is Strategy.ROTATE:
        return f"{choice.strategy} (those that were not tested for longest)"
    return choice.strategy


def _count(number: int, what: str, many: str | None = None) -> str:
    return f"{number} {what if number == 1 else many or what + 's'}"
