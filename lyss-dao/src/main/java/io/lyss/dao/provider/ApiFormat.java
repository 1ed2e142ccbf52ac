package io.lyss.dao.provider;

/** How a provider is spoken to. */
public enum ApiFormat {
  OPENAI,
  ANTHROPIC,
  /** As the host knows. */
  CUSTOM
}
