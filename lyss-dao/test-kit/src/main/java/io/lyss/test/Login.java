package io.lyss.test;

/** A login of the throw-away server. */
public record Login(String username, String password) {}
