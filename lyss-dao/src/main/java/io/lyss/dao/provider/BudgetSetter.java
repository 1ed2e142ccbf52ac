package io.lyss.dao.provider;

/** Who has set a budget, and may change it. */
public enum BudgetSetter {
  /** System work: nobody in the tenant changes it. */
  PLATFORM,
  /** An administrator of the tenant. */
  TENANT,
  /** The owner of the token that it binds. */
  USER
}
