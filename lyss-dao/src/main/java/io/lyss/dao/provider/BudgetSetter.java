package io.lyss.dao.provider;

/** Who set a budget and may change it. */
public enum BudgetSetter {
  /** System work. Nobody in the tenant may change it. */
  PLATFORM,
  /** An administrator of the tenant. */
  TENANT,
  /** The owner of the token that it limits. */
  USER
}
