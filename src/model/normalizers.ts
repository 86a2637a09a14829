import {
  BertNormalizer,
  LowercaseNormalizer,
  type Normalizer,
  SequenceNormalizer,
} from '@huggingface/tokenizers';

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
const REMOVED = /[\0\uFFFD]|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;
/** The ideographs that are set apart, with the gap before U+2B920 that the published range has. */
const IDEOGRAPH =
  /[\u{3400}-\u{4DBF}\u{4E00}-\u{9FFF}\u{F900}-\u{FAFF}\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu;

/** Lower case of each character by itself: a sigma at the end of a word is one like any other. */
function lowerCase(text: string): string {
  return text.replaceAll('Σ', 'σ').toLowerCase();
}

/**
 * BERT's normalizer as the published tokenizers have it. The library's own leaves ideographs beyond the first plane
 * unseparated and gives the last sigma of a word its own form.
 *
 * Source: `BertNormalizer` of github.com/huggingface/tokenizers.
 */
class PublishedBertNormalizer extends BertNormalizer {
  override normalize(text: string): string {
    const { clean_text, handle_chinese_chars, lowercase, strip_accents } = this.config;
    // Most texts, and nothing but the case could change.
    if (PRINTABLE_ASCII.test(text)) return lowercase ? text.toLowerCase() : text;
    let out = text;
    if (clean_text) out = out.replace(REMOVED, '').replace(/\s/g, ' ');
    if (handle_chinese_chars) out = out.replace(IDEOGRAPH, ' $& ');
    if (strip_accents ?? lowercase) out = out.normalize('NFD').replace(/\p{Mn}/gu, '');
    return lowercase ? lowerCase(out) : out;
  }
}

class PublishedLowercase extends LowercaseNormalizer {
  override normalize(text: string): string {
    return lowerCase(text);
  }
}

/** The normalizer with its parts replaced by those above, wherever the library's own give other tokens. */
export function asPublished(normalizer: Normalizer | null): Normalizer | null {
  if (normalizer instanceof BertNormalizer) return new PublishedBertNormalizer(normalizer.config);
  if (normalizer instanceof LowercaseNormalizer) return new PublishedLowercase(normalizer.config);
  if (normalizer instanceof SequenceNormalizer)
    normalizer.normalizers = normalizer.normalizers.map(asPublished);
  return normalizer;
}
