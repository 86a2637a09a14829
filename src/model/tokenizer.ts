import { BPE, Tokenizer as Pipeline, Unigram, WordPiece } from '@huggingface/tokenizers';
import { FinetuneGateError } from '../errors.ts';
import { ModelFolder } from './model-folder.ts';
import { asPublished } from './normalizers.ts';
import { withinOwnTime } from './own-time.ts';
import { pieces } from './pieces.ts';
import { rememberWords } from './remember-words.ts';
import { readTokenizerFiles, type TokenizerFiles } from './tokenizer-files.ts';

export interface TokenizerOptions {
  /** Folder of the tokenizer's files inside the model's; the model's own when omitted. */
  readonly path?: string;
  /** Put the special tokens of the post-processor (such as [CLS] and [SEP]) around each text; on by default. */
  readonly specialTokens?: boolean;
  /** Lower-case the text first, as `do_lower_case` of sentence_bert_config.json asks. */
  readonly lowerCase?: boolean;
  /** Put before every text: the model's default prompt. */
  readonly prompt?: string;
  /** Leave out unknown words, as the model2vec package does; they count as tokens otherwise. */
  readonly dropUnknown?: boolean;
}

/** Milliseconds that a group of texts may take where tokenizer.json brings regular expressions; none takes a second. */
const OWN_PATTERNS_MS = 10_000;

const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Text → token ids, by the pipeline that tokenizer.json describes. Truncation and padding are this program's own: a
 * `truncation` or `padding` block left in tokenizer.json by an export has no effect.
 */
export class Tokenizer {
  /** Id that fills up rows of a batch; masked, so any valid id would do. */
  readonly padId: number;
  /** Highest id the tokenizer can give, plus one; the embedding table needs as many rows. */
  readonly vocabularySize: number;
  /** Special tokens added to every text. */
  readonly specialTokens: number;
  /** Id of unknown words where they are left out; they count as tokens where this is undefined. */
  readonly droppedId: number | undefined;
  /** `model_max_length` of tokenizer_config.json where it is a real limit, otherwise null. */
  readonly modelMaxLength: number | null;
  readonly #pipeline: Pipeline;
  readonly #before: readonly number[];
  readonly #after: readonly number[];
  readonly #options: TokenizerOptions;
  readonly #file: string;
  /** Unigram and BPE look at a whole run of characters, in more than linear time. */
  readonly #cutAnywhere: boolean;
  readonly #ownPatterns: boolean;

  /** Opens the tokenizer of a model folder; see `Tokenizer.open`. */
  static async load(folder: string, options: TokenizerOptions = {}): Promise<Tokenizer> {
    return Tokenizer.open(await ModelFolder.open(folder), options);
  }

  /** @throws `MODEL_NOT_FOUND` without tokenizer.json, `TOKENIZER_INVALID` when it cannot be used. */
  static async open(folder: ModelFolder, options: TokenizerOptions = {}): Promise<Tokenizer> {
    const files = await readTokenizerFiles(folder, options.path ?? '');
    try {
      return new Tokenizer(files, options, folder.place(files.name).file);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new FinetuneGateError('TOKENIZER_INVALID', `The tokenizer cannot be used: ${reason}`, {
        place: folder.place(files.name),
        cause,
      });
    }
  }

  private constructor(files: TokenizerFiles, options: TokenizerOptions, file: string) {
    const pipeline = new Pipeline(files.pipeline, files.config);
    pipeline.normalizer = asPublished(pipeline.normalizer);
    if (pipeline.model instanceof WordPiece) rememberWords(pipeline.model);
    const ids = pipeline.model?.tokens_to_ids ?? new Map<string, number>();
    let highest = -1;
    for (const [token, id] of ids) {
      if (!Number.isSafeInteger(id) || id < 0)
        throw new Error(`token ${JSON.stringify(token)} has no valid id.`);
      highest = Math.max(highest, id);
    }
    if (highest < 0) throw new Error('its vocabulary is empty.');
    this.#pipeline = pipeline;
    this.#options = options;
    this.#cutAnywhere = pipeline.model instanceof Unigram || pipeline.model instanceof BPE;
    this.#ownPatterns = files.ownPatterns;
    this.droppedId =
      options.dropUnknown && files.unknownToken !== null ? ids.get(files.unknownToken) : undefined;
    this.#file = file;
    const [before, after] = specialTokens(pipeline);
    this.#before = options.specialTokens === false ? [] : before;
    this.#after = options.specialTokens === false ? [] : after;
    this.specialTokens = this.#before.length + this.#after.length;
    this.vocabularySize = highest + 1;
    this.padId = (files.padToken === null ? undefined : ids.get(files.padToken)) ?? 0;
    this.modelMaxLength = files.modelMaxLength;
  }

  /**
   * Ids of one text, at most `maxLength`. A longer text loses tokens at its end, never its special tokens. Empty when
   * the text holds no token and the tokenizer adds no special ones.
   */
  encode(text: string, maxLength: number): Int32Array {
    const { prompt = '', lowerCase = false } = this.#options;
    // Rust strings, and so the published tokenizers, cannot hold half a surrogate pair.
    const whole = (prompt + text).replace(LONE_SURROGATE, '\uFFFD');
    const room = Math.max(0, maxLength - this.specialTokens);
    const kept: number[] = [];
    for (const piece of pieces(lowerCase ? whole.toLowerCase() : whole, this.#cutAnywhere)) {
      if (kept.length >= room) break;
      for (const id of this.#pipeline.encode(piece, { add_special_tokens: false }).ids)
        if (id === undefined || id !== this.droppedId) kept.push(id ?? this.#unknown());
    }
    const count = Math.min(kept.length, room);
    const row = new Int32Array(this.specialTokens + count);
    row.set(this.#before);
    for (let i = 0; i < count; i++) row[this.#before.length + i] = kept[i]!;
    row.set(this.#after, this.#before.length + count);
    return row;
  }

  /**
   * The same of several texts.
   *
   * @throws FinetuneGateError TOKENIZER_INVALID when a regular expression of tokenizer.json takes far too long
   */
  encodeAll(texts: readonly string[], maxLength: number): Int32Array[] {
    const work = () => texts.map(text => this.encode(text, maxLength));
    if (!this.#ownPatterns) return work();
    return withinOwnTime(OWN_PATTERNS_MS, work, () => {
      const taken = `more than ${OWN_PATTERNS_MS / 1000} s for ${texts.length} texts`;
      return new FinetuneGateError(
        'TOKENIZER_INVALID',
        `A regular expression of the tokenizer took ${taken}.`,
        {
          place: { file: this.#file },
          remedy: 'Mend the pattern: one repetition inside another may take time without end.',
        },
      );
    });
  }

  #unknown(): never {
    throw new FinetuneGateError(
      'TOKENIZER_INVALID',
      'The tokenizer has no token for unknown text (unk_token).',
      {
        place: { file: this.#file },
      },
    );
  }
}

/** What the post-processor puts before and after a text, found by passing one stand-in token through it. */
function specialTokens(pipeline: Pipeline): [before: number[], after: number[]] {
  if (!pipeline.post_processor) return [[], []];
  const standIn = '\u0000text';
  const { tokens } = pipeline.post_processor.post_process([standIn], null, true);
  const at = tokens.indexOf(standIn);
  if (at < 0 || at !== tokens.lastIndexOf(standIn))
    throw new Error('its post-processor does not hold the text once.');
  const id = (token: string) => {
    const found = pipeline.token_to_id(token);
    if (found === undefined) throw new Error(`its special token ${JSON.stringify(token)} has no id.`);
    return found;
  };
  return [tokens.slice(0, at).map(id), tokens.slice(at + 1).map(id)];
}
