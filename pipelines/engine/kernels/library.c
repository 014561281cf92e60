/* What the library was compiled from, see sources.py. */
const char *kernel_sources(void);

const char *kernel_sources(void)
{
    return KERNEL_SOURCES;
}
