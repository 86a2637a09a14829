/** A file of a release, as GitHub lists it. */
export interface ReleaseAsset {
  readonly id: number;
  readonly name: string;
  /** `uploaded`; `starter` is what a broken upload leaves. */
  readonly state: string;
  readonly size: number;
  /** `sha256:…`; null or absent where the server tells none. */
  readonly digest?: string | null | undefined;
}

export interface Release {
  readonly id: number;
  readonly tag: string;
  readonly draft: boolean;
  readonly immutable: boolean;
  readonly commitish: string;
  readonly body: string;
  readonly uploadUrl: string;
  readonly url: string;
}

/** What there is of a tag: its releases, drafts among them, and the files of the one that `chosenRelease` gives. */
export interface Seen {
  readonly releases: readonly Release[];
  readonly assets: readonly ReleaseAsset[];
  /** What the tag stands for, where it is there. */
  readonly tagCommit?: string;
}

/** A file as it must arrive. */
export interface WantedAsset {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

export interface Wanted {
  readonly tag: string;
  /** Where the tag is put when it is not there; absent where it is not known what was trained. */
  readonly commit?: string;
  /** The part of the release's text that is this program's, between its marks. */
  readonly section: string;
  readonly assets: readonly WantedAsset[];
  readonly force: boolean;
}
