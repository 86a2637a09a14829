/** What `--help` shows. */
export const USAGE = `finetune-gate: fine-tune an embedding model from labelled pairs and gate on its accuracy

Usage: finetune-gate COMMAND [options]

Train and judge
  check   [--base REF]               by the rules of the base branch
  train                              by the rules at hand
  sweep                              every point of the configuration's sweep; one is chosen, and judged as by train
  baseline update [--from DIR]       a finished run becomes the record of \`baseline: record\`
  baseline show   [--from DIR]       what the record says, and how a run compares with it

A sweep on many runners
  plan    [--jobs N]                 shares the sweep among the jobs of a workflow
  trial   --phase NAME --shard K/N   one of these jobs
  collect --from DIR [--from DIR]    what they found, as by sweep

Release
  publish [--from DIR] [--tag TAG]   packs a finished run's model, and uploads it to a release or the hub

Data
  data diff [BASE] [HEAD]            what changed in the data, and what it did to the score
  suggest --input FILE               unlabelled pairs that are worth labelling next
  dedupe                             near-duplicate texts of the data
  mine    --output FILE              hard negatives for positive pairs
  encode  --model BASE --input FILE --output FILE
                                     embeddings of a text file, one text a line

Options of check, train and sweep
  --base REF         check: the branch to compare with, e.g. main; its rules judge this one
  --accept-policy-change  check: judge by the changed rules and test pairs instead, because they were reviewed
  --output DIR       receives report.json, summary.md and model/ or results.csv (default finetune-gate-output)
  --json FILE        writes the report as JSON to FILE too ("-" for standard output)

Options of plan, trial and collect
  --jobs N           plan: most jobs of a matrix, 1 to 256 (default as many as there are trials)
  --json FILE        plan: the matrices as JSON; collect: the report ("-" for standard output)
  --phase NAME       trial: encode (a part of the texts) or train (some of the trials)
  --shard K/N        trial: which part, as the plan says it
  --from DIR         trial: what jobs that encode wrote; collect: what jobs that train wrote; or a folder above these
  --output DIR       trial: receives embeddings or findings; a run that was ended is taken up where it was
  --max-missing N    collect: refuse to choose when more than N trials have no result

Options of encode, dedupe and mine
  --model BASE       a folder, owner/name@revision on the hub, or a .tar.gz here or at an https address;
                     model.base of the configuration when omitted (encode: required)
  --input FILE       encode: the texts, one a line; mine: pairs, of which the positive ones count (default data.train)
  --threshold X      dedupe: cosine similarity from which texts are near-duplicates (default 0.97)
  --output FILE      encode: the embeddings, dedupe: the groups, each a JSON object a line; mine: .jsonl or .tsv
  --json FILE        dedupe: the whole result as JSON ("-" for standard output)
  --corpus FILE      mine: texts to choose from, .txt (one a line), .jsonl, .tsv or .csv; the pairs' when omitted
  --range A..B       mine: of the B nearest texts that are no positives, those after the first A (default 0..100)
  --margin X         mine: a negative is less similar than the least similar positive by X at least
  --max-score X      mine: a negative's similarity is at most X
  --negatives N      mine: most negatives an anchor (default 3)
  --format NAME      mine: triplet (default: anchor, positive, negative) or pair (with labels)

Options of data diff and suggest
  --from DIR         data diff: the output of a finished run on the base or the head, once or twice;
                     suggest: the run whose model and threshold count (default finetune-gate-output)
  --train            data diff: trains heads with and without what was added, removed and relabelled
  --input FILE       suggest: the pairs, labelled or not
  --model BASE       suggest: a model without a run
  --count N          suggest: how many pairs (default 100)
  --output FILE      data diff: the comparison as Markdown; suggest: the pairs, .csv or .jsonl
  --json FILE        data diff: the comparison as JSON ("-" for standard output)

Options of publish
  --from DIR         the run's output (default finetune-gate-output); of a sweep its chosen model is taken
  --tag TAG          the release of this tag is drafted, filled, checked and published (GITHUB_TOKEN)
  --repository NAME  owner/name of it (default GITHUB_REPOSITORY)
  --hub NAME         owner/name on the Hugging Face hub: one commit with the model's folder (HF_TOKEN)
  --output DIR       receives the packed files (default finetune-gate-release); without --tag and --hub they stay there
  --force            takes a model that did not pass, and replaces other files of a published release

Options of baseline
  --from DIR         the run's output (default finetune-gate-output), with report.json and pairs.jsonl
  --config FILE      names the record, .finetune-gate/baseline.json when it does not
  --output FILE      the record, in place of what the configuration names
  --force            update: takes a run whose gate is broken too, or replaces a file that is no record

Options of every command
  --config FILE      the configuration (default finetune-gate.yml); encode and publish read none
  --engine NAME      auto (default), onnxruntime, reference or tensorflow
  --provider NAME    where onnxruntime computes: auto (default), cpu, webgpu or cuda
  --require-gpu      fail where no GPU is used
  --runtime DIR      a folder with the native packages of the engines installed
  --cache-dir DIR    keeps embeddings of the frozen encoder and checkpoints; DIR-models keeps downloaded base models
  --cache-limit SIZE how much of the embeddings, e.g. 500MiB (default 4GiB)
  --help, --version

Exit codes
  0 every rule holds   1 the gate is broken   2 usage or configuration   3 over budget   4 anything else
`;
