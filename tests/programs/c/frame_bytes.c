/* The signal frame, byte for byte, on the main stack (below the red zone). */
#include "frame.h"
int main(int argc, char **argv)
{
	(void)argc;
	f_start(argv);
	f_all(SA_SIGINFO);
}
