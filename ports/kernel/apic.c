/* SPDX-License-Identifier: MIT */
/*
 * The local APIC: a timer for each CPU, interrupts between them, and their
 * start (Intel SDM, volume 3, "APIC"; ACPI specification, "MADT").
 */
#include "kernel.h"

#define APIC_AT		0xfee00000ull
#define REG_ID		0x20u
#define REG_EOI		0xb0u
#define REG_SPURIOUS	0xf0u
#define REG_ICR		0x300u
#define REG_ICR_HIGH	0x310u
#define REG_TIMER	0x320u
#define REG_LINT0	0x350u
#define REG_LINT1	0x360u
#define REG_INITIAL	0x380u
#define REG_COUNT	0x390u
#define REG_DIVIDE	0x3e0u
#define MASKED		0x10000u
#define PERIODIC	0x20000u
#define ICR_INIT	0x4500u
#define ICR_STARTUP	0x4600u
#define ICR_PENDING	0x1000u
#define TRAMPOLINE	0x8000u

extern const char trampoline[], trampoline_end[];
uint64_t trampoline_stack;
static uint32_t ticks_per_ms;

static volatile uint32_t *reg(uint32_t r)
{
	return direct(APIC_AT + r);
}

void apic_eoi(void)
{
	*reg(REG_EOI) = 0;
}

static void wait_ms(uint64_t ms)
{
	uint64_t end = rdtsc() + ms * tsc_per_ms;

	while ((int64_t)(end - rdtsc()) > 0)
		pause_cpu();
}

/* The 8259s, which nobody uses: to vectors of their own, and masked. */
static void pic_off(void)
{
	static const uint8_t master[] = { 0x11, 0x30, 4, 1 };
	static const uint8_t slave[] = { 0x11, 0x38, 2, 1 };
	int i;

	for (i = 0; i < 4; i++) {
		outb(i ? 0x21 : 0x20, master[i]);
		outb(i ? 0xa1 : 0xa0, slave[i]);
	}
	outb(0x21, 0xff);
	outb(0xa1, 0xff);
}

void apic_init(void)
{
	if (this_cpu()->id == 0)
		pic_off();
	wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | 0x800);
	*reg(REG_SPURIOUS) = 0x100 | VECTOR_SPURIOUS;
	*reg(REG_LINT0) = MASKED;
	*reg(REG_LINT1) = MASKED;
	*reg(REG_TIMER) = MASKED;
	*reg(REG_DIVIDE) = 0xb;			/* by 1 */
}

void apic_timer_start(void)
{
	if (!ticks_per_ms) {
		*reg(REG_INITIAL) = UINT32_MAX;
		wait_ms(10);
		ticks_per_ms = (UINT32_MAX - *reg(REG_COUNT)) / 10;
	}
	*reg(REG_TIMER) = PERIODIC | VECTOR_TICK;
	*reg(REG_INITIAL) = ticks_per_ms * 1000 / TICK_HZ;
}

static void icr(uint32_t apic_id, uint32_t what)
{
	*reg(REG_ICR_HIGH) = apic_id << 24;
	*reg(REG_ICR) = what;
	while (*reg(REG_ICR) & ICR_PENDING)
		pause_cpu();
}

void ipi(struct cpu *c, uint8_t vector)
{
	icr(c->apic_id, 0x4000u | vector);
}

/* ---------------------------------------------------------------- the CPUs */

struct acpi_head {
	char sig[4];
	uint32_t bytes;
	uint8_t revision, sum;
	char oem[6], oem_table[8];
	uint32_t oem_revision, creator, creator_revision;
} __attribute__((packed));

static void add_cpu(uint32_t apic_id)
{
	if (nr_cpus == CPUS_MAX || (options.cpus && nr_cpus == options.cpus) ||
	    (nr_cpus && apic_id == cpus[0].apic_id))
		return;
	cpus[nr_cpus].id = nr_cpus;
	cpus[nr_cpus].apic_id = apic_id;
	nr_cpus++;
}

/* MADT: entries of type, bytes, ...; type 0 is a CPU's local APIC. */
static void read_madt(const struct acpi_head *h)
{
	const uint8_t *p = (const uint8_t *)h + sizeof(*h) + 8;
	const uint8_t *end = (const uint8_t *)h + h->bytes;

	for (; p + 2 <= end && p[1]; p += p[1])
		if (p[0] == 0 && (p[4] & 1))
			add_cpu(p[3]);
}

void apic_find_cpus(uint64_t rsdp)
{
	const struct acpi_head *rsdt, *h;
	const uint32_t *entry;
	uint32_t i, at;

	add_cpu(*reg(REG_ID) >> 24);
	if (!rsdp)
		return;
	memcpy(&at, (const char *)direct(rsdp) + 16, sizeof(at));
	rsdt = direct(at);
	entry = (const void *)(rsdt + 1);
	for (i = 0; i < (rsdt->bytes - sizeof(*rsdt)) / 4; i++) {
		h = direct(entry[i]);
		if (!memcmp(h->sig, "APIC", 4))
			read_madt(h);
	}
}

static bool start(struct cpu *c)
{
	uint8_t *stack = pages_alloc(2);
	int i;

	trampoline_stack = (uint64_t)stack + KSTACK_BYTES;
	icr(c->apic_id, ICR_INIT);
	wait_ms(10);
	for (i = 0; i < 2 && !c->is_online; i++) {
		icr(c->apic_id, ICR_STARTUP | TRAMPOLINE >> 12);
		wait_ms(1);
	}
	for (i = 0; i < 1000 && !__atomic_load_n(&c->is_online,
						 __ATOMIC_ACQUIRE); i++)
		wait_ms(1);
	return c->is_online;
}

/* One after the other: they share the trampoline. */
void apic_start_others(void)
{
	uint32_t i;

	memcpy(direct(TRAMPOLINE), trampoline,
	       (size_t)(trampoline_end - trampoline));
	for (i = 1; i < nr_cpus; i++)
		if (!start(&cpus[i]))
			panic(NULL, "cpu %u does not start", i);
}
