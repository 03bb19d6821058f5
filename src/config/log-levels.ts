/** What `log_level` and `--log-level` may say, from the most to the least. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const
