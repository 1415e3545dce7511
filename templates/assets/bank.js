// The sheets of a bank: live totals and a draft kept on the device. The truth is the server's.
