package io.lyss.dao.provider;

/** The API that a provider offers. */
public enum ApiFormat {
  OPENAI,
  ANTHROPIC,
  /** An API that the host knows. */
  CUSTOM
}
