// How Allure makes the report of a run, and by what it judges the run. `run`, above, is what is particular to the run.
import { fileURLToPath } from "node:url";

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));
const judges = process.argv.includes("quality-gate");

if (judges && Number(process.versions.node.split(".")[0]) < 22) {
  // Allure itself would break off with exit code 1, which is also that of a gate that was not passed.
  console.error(`error: the quality gate needs Node.js 22 or newer, and this is ${process.versions.node}: put a newer one first on PATH`);
  process.exit(2);
}

// Earlier runs that the charts show. None is Allure's own stability: conformance/report/allure/metrics.py says why.
const limit = 20;

const charts = [
  { type: "currentStatus", title: "This run" },
  { type: "statusDynamics", title: "This run and earlier ones", limit },
  { type: "statusTransitions", title: "Regressed, fixed, broken since the run before", limit },
  { type: "statusAgePyramid", title: "Since which run tests have not passed", limit },
  { type: "durations", title: "Durations of tests" },
  { type: "durationDynamics", title: "Duration of this run and earlier ones", limit },
  { type: "successRateDistribution", title: "Success rate by operation and host" },
];

// Hosts with different versions of Nova, as during an upgrade: a pair belongs to that of its destination, which it is labelled with last.
const environments = run.versions.map(({ id, name, version, hosts }) => [
  id,
  {
    name,
    variables: { hosts },
    matcher: ({ labels }) =>
      labels.some((label) => label.name === "nova" && (label.value === version || label.value.endsWith(` to ${version}`))),
  },
]);
if (environments.length > 0) {
  environments.push(["other", { name: "other", matcher: () => true }]);
  charts.splice(1, 0, { type: "problemsDistribution", title: "Problems by version of Nova", by: "environment" });
}

// The same as the run's exit code. Known failures (accepted, to Allure) are not among the results that rules are given.
const rules = [
  {
    rule: "failures",
    message: ({ actual, expected }) =>
      `${actual.length} tests failed or could not be completed, and are not known failures (allowed: ${expected}): ` +
      actual.slice(0, 8).join(", ") + (actual.length > 8 ? ` and ${actual.length - 8} more` : ""),
    validate: async ({ trs, expected }) => {
      const bad = trs.filter(({ status }) => status === "failed" || status === "broken");
      return { success: bad.length <= expected, actual: bad.map(({ name }) => name), testResults: bad.map(({ id }) => id) };
    },
  },
  {
    rule: "results",
    message: ({ actual, expected }) => `there are results of ${actual} tests, and ${expected} were selected (known failures left out)`,
    validate: async ({ trs, expected }) => ({ success: trs.length >= expected, actual: trs.length, testResults: [] }),
  },
  {
    rule: "exitCode",
    message: ({ actual, expected }) => `the run ended with exit code ${actual}, not ${expected}: its output and docs/usage.md say what that is`,
    validate: async ({ expected }) => ({ success: run.exitCode === expected, actual: run.exitCode, testResults: [] }),
  },
];

export default {
  name: run.name,
  resultsDir: [beside("allure-results")],
  // A copy of what stands beside the runs, so that the page shows how every test fared in the runs before.
  historyPath: beside("history.jsonl"),
  // Every command would add a line; the run adds one, when its page is made.
  appendHistory: !judges,
  // They say the same of every test: how it was run, not what it is about.
  hideLabels: ["framework", "language", "thread", "package", "parentSuite", "suite"],
  categories: { rules: run.categories },
  environments: Object.fromEntries(environments),
  performance: run.performance,
  qualityGate: { use: rules, rules: [{ failures: 0 }, { results: run.results }, { exitCode: 0 }] },
  plugins: { awesome: { options: { singleFile: true, reportLanguage: "en", groupBy: ["feature", "story"], charts } } },
};
